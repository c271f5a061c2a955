package io.forebay.shaping.priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriorityPolicyTest {
    private static final double KIB = 1024;

    @ParameterizedTest
    @CsvSource({
        "0, 7",
        "4, 7",
        "4.001, 6",
        "16, 6",
        "64, 5",
        "65, 4",
        "256, 4",
        "1024, 3",
        "4096, 2",
        "16384, 1",
        "16385, 0",
        "1e12, 0"
    })
    void shouldGiveLowerLevelWhenMoreIsToCome(double kibibytes, int level) {
        assertThat(new PriorityPolicy(0, 7).priorityOf(kibibytes * KIB)).isEqualTo(level);
    }

    @Test
    void shouldGiveExtremesWhenLengthIsNoOrdinaryNumber() {
        var policy = new PriorityPolicy(1, 6);
        assertThat(policy.priorityOf(Double.NaN)).isEqualTo(1);
        assertThat(policy.priorityOf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(policy.priorityOf(Double.NEGATIVE_INFINITY)).isEqualTo(6);
        assertThat(policy.priorityOf(-1)).isEqualTo(6);
    }

    @Property
    void shouldStayWithinFloorAndCeilingAndNeverFavourTheLonger(
            @ForAll @IntRange(max = 7) int one,
            @ForAll @IntRange(max = 7) int other,
            @ForAll double bytes,
            @ForAll double moreBytes) {
        int floor = Math.min(one, other);
        int ceiling = Math.max(one, other);
        var policy = new PriorityPolicy(floor, ceiling);
        double shorter = Math.min(bytes, moreBytes);
        double longer = Math.max(bytes, moreBytes);
        assertThat(policy.priorityOf(longer)).isBetween(floor, policy.priorityOf(shorter));
        assertThat(policy.priorityOf(shorter)).isLessThanOrEqualTo(ceiling);
    }

    @ParameterizedTest
    @CsvSource({"-1, 7, floor=-1", "0, 8, ceiling=8", "5, 4, ceiling=4", "8, 8, floor=8"})
    void shouldRefuseLevelsWhenOutOfRange(int floor, int ceiling, String named) {
        assertThatThrownBy(() -> new PriorityPolicy(floor, ceiling))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
