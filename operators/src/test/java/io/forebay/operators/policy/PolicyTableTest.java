package io.forebay.operators.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.OperatorSettings;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PolicyChange;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTableTest {
    private static final OperatorSettings CONFIGURED = OperatorSettings.defaults();

    private final PolicyTable table = new PolicyTable(CONFIGURED);

    @Test
    void shouldGiveWhatIsConfiguredWithoutPolicies() {
        assertThat(table.of("disk0/1")).isSameAs(CONFIGURED);
    }

    @Test
    void shouldLayFunctionOverDeviceOverAll() {
        assertThat(table.apply(Policies.set("*", Map.of("forebay.priority.ceiling", "5"))))
                .isNull();
        assertThat(table.apply(Policies.set("disk0", Map.of("forebay.priority.floor", "2"))))
                .isNull();
        assertThat(table.apply(Policies.set("disk0/1", Map.of("forebay.priority.floor", "4"))))
                .isNull();

        assertThat(table.of("disk0/1").priorityFloor()).isEqualTo(4);
        assertThat(table.of("disk0/1").priorityCeiling()).isEqualTo(5);
        assertThat(table.of("disk0/10").priorityFloor()).isEqualTo(2);
        assertThat(table.of("disk0").priorityFloor()).isEqualTo(2);
        assertThat(table.of("disk1/1").priorityFloor()).isZero();
        assertThat(table.of("disk1/1").priorityCeiling()).isEqualTo(5);
        assertThat(table.of("disk00/1").priorityFloor()).isZero();
    }

    @Test
    void shouldGoBackToWhatIsConfiguredWhenTakenBack() {
        assertThat(table.apply(Policies.priority("*", 3, 3))).isNull();
        assertThat(table.apply(Policies.takeBack("*"))).isNull();

        assertThat(table.of("disk0/1")).isEqualTo(CONFIGURED);
        assertThat(table.size()).isZero();
        assertThat(table.apply(Policies.takeBack("unknown"))).isNull();
    }

    @Test
    void shouldKeepWhatHeldWhenChangeIsRefused() {
        assertThat(table.apply(Policies.priority("disk0/1", 5, 6))).isNull();

        assertThat(table.apply(Policies.set("*", Map.of("forebay.priority.ceiling", "x"))))
                .contains("key=forebay.priority.ceiling");
        // It would leave the function with a floor above its device's ceiling.
        assertThat(table.apply(Policies.set("disk0/1", Map.of("forebay.priority.floor", "6"))))
                .isNull();
        assertThat(table.apply(Policies.set("disk0", Map.of("forebay.priority.ceiling", "5"))))
                .isEqualTo(
                        "option is not allowed: key=forebay.priority.ceiling, value=5, allowed=0"
                                + " to 7, not below the floor, target=disk0/1");
        assertThat(table.of("disk0/1").priorityFloor()).isEqualTo(6);
        assertThat(table.of("disk0/2").priorityCeiling()).isEqualTo(7);
    }

    @Test
    void shouldRefuseToTakeBackWhatAnotherPolicyStandsOn() {
        var low =
                new PolicyTable(
                        OperatorSettings.from(
                                Configuration.fromMap(Map.of("forebay.priority.ceiling", "3"))));
        assertThat(low.apply(Policies.set("*", Map.of("forebay.priority.ceiling", "7")))).isNull();
        assertThat(low.apply(Policies.set("disk0/1", Map.of("forebay.priority.floor", "5"))))
                .isNull();

        assertThat(low.apply(Policies.takeBack("*"))).contains("target=disk0/1");
        assertThat(low.of("disk0/1").priorityCeiling()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "disk0/1, forebay.priority.floor, 8, value=8",
        "disk0/1, forebay.priority.floor, high, option cannot be read",
        "disk0/1, forebay.buffer.budget, 1 mb, policy sets what it cannot:"
                + " key=forebay.buffer.budget",
        "*, forebay.window, 1 s, policy sets what it cannot: key=forebay.window",
        "*, forebay.anomaly.clear-bits, 21, key=forebay.anomaly.clear-bits",
        "*, forebay.buffer.ceiling, 1 kb, key=forebay.buffer.ceiling",
        "/x, forebay.priority.floor, 1, function id has no device",
        "disk0, forebay.anomaly.device-functions, 1, value=1"
    })
    void shouldRefuseWhatIsNotAllowed(String target, String key, String value, String reason) {
        assertThat(table.apply(Policies.set(target, Map.of(key, value)))).contains(reason);
        assertThat(table.size()).isZero();
    }

    @Test
    void shouldRefusePolicyThatNamesAnotherTargetOrNothing() {
        var other = new Policy("disk1/1", Map.of("forebay.priority.floor", "1"));
        assertThat(table.apply(new PolicyChange("disk0/1", other, "topic", 3L)))
                .isEqualTo("key and policy name different targets: key=disk0/1, target=disk1/1");
        assertThat(table.apply(Policies.set("disk0/1", Map.of())))
                .isEqualTo("policy sets nothing: target=disk0/1");
    }
}
