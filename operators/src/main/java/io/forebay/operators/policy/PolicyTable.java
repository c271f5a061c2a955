package io.forebay.operators.policy;

import static java.util.Objects.requireNonNull;

import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.schemas.Functions;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PolicyChange;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;

/**
 * The policies in force, and the settings they lead to: what is configured, then the policy for
 * all, then the device's, then the function's. What cannot hold together does not get in. One
 * thread.
 */
public final class PolicyTable {
    /** Target of the policy for everything. */
    public static final String ALL = "*";

    private static final char SEPARATOR = '/';

    private final OperatorSettings configured;
    private final TreeMap<String, Policy> policies = new TreeMap<>();

    /** Settings of the targets that have a policy. */
    private final Map<String, OperatorSettings> resolved = new HashMap<>();

    /** A table without policies. */
    public PolicyTable(OperatorSettings configured) {
        this.configured = requireNonNull(configured, "configured");
    }

    /** What a function or a device is to keep to now. */
    public OperatorSettings of(String functionOrDeviceId) {
        if (resolved.isEmpty()) {
            return configured;
        }
        OperatorSettings own = resolved.get(functionOrDeviceId);
        if (own == null) {
            int separator = functionOrDeviceId.indexOf(SEPARATOR);
            if (separator > 0) {
                own = resolved.get(functionOrDeviceId.substring(0, separator));
            }
        }
        if (own == null) {
            own = resolved.get(ALL);
        }
        return own == null ? configured : own;
    }

    /** What holds without any policy. */
    public OperatorSettings configured() {
        return configured;
    }

    /** The most blocks that any function may have staged for a request. */
    public int largestBlocksPerRequest() {
        int largest = configured.prefetch().maxBlocksPerRequest();
        for (OperatorSettings settings : resolved.values()) {
            largest = Math.max(largest, settings.prefetch().maxBlocksPerRequest());
        }
        return largest;
    }

    public int size() {
        return policies.size();
    }

    /** The policies in force, by target. */
    public Collection<Policy> policies() {
        return policies.values();
    }

    /** Whether a policy for {@code target} concerns a function or device. */
    public static boolean covers(String target, String functionOrDeviceId) {
        return target.equals(ALL)
                || functionOrDeviceId.equals(target)
                || (functionOrDeviceId.startsWith(target)
                        && functionOrDeviceId.charAt(target.length()) == SEPARATOR);
    }

    /** Applies a change, or says why it is refused; null when it was applied. */
    public String apply(PolicyChange change) {
        String target = change.getTarget();
        Policy policy = change.getPolicy();
        String refusal = policy == null ? null : violation(target, policy);
        if (refusal != null) {
            return refusal;
        }
        Policy before = policies.get(target);
        put(target, policy);
        try {
            resolve();
            return null;
        } catch (IllegalConfigurationException e) {
            put(target, before);
            resolve();
            return e.getMessage();
        }
    }

    private void put(String target, Policy policy) {
        if (policy == null) {
            policies.remove(target);
        } else {
            policies.put(target, policy);
        }
    }

    /**
     * Why a policy could never be in force, or null when it depends on what else holds.
     *
     * @param target what the policy is kept under
     */
    public static String violation(String target, Policy policy) {
        if (!target.equals(policy.getTarget())) {
            return "key and policy name different targets: key="
                    + target
                    + ", target="
                    + policy.getTarget();
        }
        boolean isFunction = target.indexOf(SEPARATOR) >= 0;
        if (isFunction && Functions.violation(target) != null) {
            return Functions.violation(target);
        }
        if (target.isBlank()) {
            return "target is blank: allowed=a function id, a device id or *";
        }
        if (policy.getValues().isEmpty()) {
            return "policy sets nothing: target=" + target;
        }
        Set<String> allowed =
                new TreeSet<>(
                        isFunction
                                ? OperatorOptions.functionPolicyKeys()
                                : OperatorOptions.policyKeys());
        for (String key : policy.getValues().keySet()) {
            if (!allowed.contains(key)) {
                return "policy sets what it cannot: key="
                        + key
                        + ", target="
                        + target
                        + ", allowed="
                        + allowed;
            }
        }
        try {
            OperatorOptions.checkEach(Configuration.fromMap(policy.getValues()));
            return null;
        } catch (IllegalConfigurationException e) {
            return e.getMessage();
        }
    }

    /*
     * All of them anew, since what holds for all changes what the others are laid upon. Policies are
     * few, and change rarely.
     */
    private void resolve() {
        resolved.clear();
        for (String target : policies.keySet()) {
            resolved.put(target, resolve(target));
        }
    }

    private OperatorSettings resolve(String target) {
        Configuration config = configured.toConfiguration();
        lay(policies.get(ALL), config);
        int separator = target.indexOf(SEPARATOR);
        if (separator > 0) {
            lay(policies.get(target.substring(0, separator)), config);
        }
        if (!target.equals(ALL)) {
            lay(policies.get(target), config);
        }
        try {
            return OperatorSettings.from(config);
        } catch (IllegalConfigurationException e) {
            throw new IllegalConfigurationException(e.getMessage() + ", target=" + target, e);
        }
    }

    private static void lay(Policy policy, Configuration config) {
        if (policy != null) {
            policy.getValues().forEach(config::setString);
        }
    }
}
