package io.forebay.operators.policy;

import io.forebay.schemas.Policy;
import io.forebay.schemas.PolicyChange;
import java.util.Map;

/** Changes of policies as they come from their topic. */
final class Policies {
    static final String ORIGIN = "kafka topic policies, partition 0";

    private Policies() {}

    static PolicyChange set(String target, Map<String, String> values) {
        return new PolicyChange(target, new Policy(target, values), ORIGIN, 7L);
    }

    static PolicyChange takeBack(String target) {
        return new PolicyChange(target, null, ORIGIN, 8L);
    }

    static PolicyChange priority(String target, int floor, int ceiling) {
        return set(
                target,
                Map.of(
                        "forebay.priority.floor",
                        Integer.toString(floor),
                        "forebay.priority.ceiling",
                        Integer.toString(ceiling)));
    }
}
