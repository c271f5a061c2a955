package io.forebay.shaping.priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.predictor.BurstEstimate;
import io.forebay.shaping.Golden;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriorityPolicyTest {
    private static final long KIB = 1024;
    private static final BurstEstimate NOTHING_LATER = new BurstEstimate();

    private static PriorityPolicy taught(long seed, int elements) {
        var policy = new PriorityPolicy(0, 7);
        var random = new Random(seed);
        for (int i = 0; i < elements; i++) {
            long bytes = 512L << random.nextInt(12);
            policy.priorityOf(NOTHING_LATER, bytes, bytes);
        }
        return policy;
    }

    @ParameterizedTest
    @CsvSource({"0, 7", "4, 7", "5, 6", "16, 6", "64, 5", "256, 4", "1024, 3", "16385, 0"})
    void shouldSpaceLevelsByFactorsOfFourBeforeItHasLearned(long kibibytes, int level) {
        var policy = new PriorityPolicy(0, 7);
        assertThat(policy.priorityOf(NOTHING_LATER, kibibytes * KIB, KIB)).isEqualTo(level);
    }

    @Test
    void shouldUseAllLevelsWhenIndexesSpreadOverAFewBytesOnly() {
        var policy = new PriorityPolicy(0, 7);
        var random = new Random(5);
        var elements = new int[PriorityPolicy.LEVELS];
        for (int i = 0; i < 40_000; i++) {
            // All within one of the fixed levels.
            long length = 70 * KIB + random.nextInt((int) (150 * KIB));
            elements[policy.priorityOf(NOTHING_LATER, length, length)] += i < 1_000 ? 0 : 1;
        }
        assertThat(Arrays.stream(elements).filter(count -> count > 400).count()).isGreaterThan(5);
    }

    @Property(tries = 200)
    void shouldStayWithinFloorAndCeilingAndNeverFavourTheLonger(
            @ForAll @IntRange(max = 7) int one,
            @ForAll @IntRange(max = 7) int other,
            @ForAll long seed,
            @ForAll long bytes,
            @ForAll long moreBytes) {
        int floor = Math.min(one, other);
        int ceiling = Math.max(one, other);
        byte[] learned = taught(seed, 200).toBytes();
        long shorter = Math.min(bytes, moreBytes);
        long longer = Math.max(bytes, moreBytes);
        var policy = PriorityPolicy.fromBytes(floor, ceiling, learned);
        int high = policy.priorityOf(NOTHING_LATER, shorter, 1);
        int low =
                PriorityPolicy.fromBytes(floor, ceiling, learned)
                        .priorityOf(NOTHING_LATER, longer, 1);
        assertThat(low).isBetween(floor, high);
        assertThat(high).isLessThanOrEqualTo(ceiling);
    }

    @ParameterizedTest
    @CsvSource({"-1, 7, floor=-1", "0, 8, ceiling=8", "5, 4, ceiling=4", "8, 8, floor=8"})
    void shouldRefuseLevelsWhenOutOfRange(int floor, int ceiling, String named) {
        assertThatThrownBy(() -> new PriorityPolicy(floor, ceiling))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void shouldContinueIdenticallyWhenRestored() {
        var policy = taught(3, 500);
        var restored = PriorityPolicy.fromBytes(0, 7, policy.toBytes());
        var random = new Random(4);
        for (int i = 0; i < 500; i++) {
            long bytes = random.nextInt(1 << 24);
            assertThat(restored.priorityOf(NOTHING_LATER, bytes, bytes))
                    .isEqualTo(policy.priorityOf(NOTHING_LATER, bytes, bytes));
        }
        assertThat(restored.toBytes()).isEqualTo(policy.toBytes());
    }

    @Test
    void shouldReadReleasedFormatWhenBytesAreGolden() {
        byte[] golden = Golden.bytes("priority-policy-v1.hex");
        assertThat(taught(1, 100).toBytes()).isEqualTo(golden);
        assertThat(PriorityPolicy.fromBytes(0, 7, golden).toBytes()).isEqualTo(golden);
    }

    @Test
    void shouldRefuseSnapshotsThatAreNotItsOwn() {
        byte[] bytes = taught(1, 100).toBytes();
        assertThatThrownBy(() -> PriorityPolicy.fromBytes(0, 7, new byte[0]))
                .hasMessageContaining("version=none");
        assertThatThrownBy(() -> PriorityPolicy.fromBytes(0, 7, Arrays.copyOf(bytes, 50)))
                .hasMessageContaining("bytes=50");
        byte[] unknown = bytes.clone();
        unknown[0] = 9;
        assertThatThrownBy(() -> PriorityPolicy.fromBytes(0, 7, unknown))
                .hasMessageContaining("version=9");
        byte[] corrupt = bytes.clone();
        corrupt[corrupt.length - 1] = 8;
        assertThatThrownBy(() -> PriorityPolicy.fromBytes(0, 7, corrupt))
                .hasMessageContaining("level=8");
    }

    @Test
    void shouldKnowWhatBothLearnedWhenMerged() {
        var first = taught(1, 100);
        first.merge(taught(2, 100));
        var second = taught(2, 100);
        second.merge(taught(1, 100));
        assertThat(first.toBytes()).isEqualTo(second.toBytes());
        assertThatThrownBy(() -> first.merge(first)).isInstanceOf(IllegalArgumentException.class);
    }
}
