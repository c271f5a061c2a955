package io.forebay.evaluation.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MemoryReplayTest {
    /** Bytes a second of every backend: a byte takes a nanosecond. */
    private static final long RATE = 1_000_000_000;

    private static long[] lost(MemoryWorkload workload, long budget, String policy) {
        var rates = new long[workload.functionCount()];
        Arrays.fill(rates, RATE);
        var memory = new SharedMemory(workload, rates, budget);
        return MemoryReplay.run(memory, entry(policy).factory().apply(memory));
    }

    private static PolicyTable.Entry entry(String name) {
        return PolicyTable.ALL.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldCutRequestsIntoElements() {
        MemoryWorkload workload =
                new MemoryWorkload.Builder(2, 1000).add(5, 1, 300_000).add(5, 0, 0).build();
        assertThat(workload.count()).isEqualTo(3);
        assertThat(workload.lengthBytes(0)).isEqualTo(131_072);
        assertThat(workload.lengthBytes(2)).isEqualTo(300_000 - 2 * 131_072);
        assertThat(workload.offeredBytes(1)).isEqualTo(300_000);
        assertThat(workload.drainBytesPerSecond(1250)).containsExactly(1, 375_000_000_000L);
    }

    @Test
    void shouldFreeAnElementWhenItsServiceEndsAndNotBefore() {
        // 100 bytes each: the first is done at 100, and the second 100 after that.
        MemoryWorkload early =
                new MemoryWorkload.Builder(1, 1000)
                        .add(0, 0, 100)
                        .add(50, 0, 100)
                        .add(199, 0, 200)
                        .build();
        assertThat(lost(early, 200, "cs")).containsExactly(200);
        MemoryWorkload inTime =
                new MemoryWorkload.Builder(1, 1000)
                        .add(0, 0, 100)
                        .add(50, 0, 100)
                        .add(200, 0, 200)
                        .build();
        assertThat(lost(inTime, 200, "cs")).containsExactly(0);
    }

    @Test
    void shouldKeepPartitionsApart() {
        MemoryWorkload workload =
                new MemoryWorkload.Builder(2, 1000)
                        .add(0, 0, 100)
                        .add(0, 0, 100)
                        .add(0, 1, 100)
                        .build();
        assertThat(lost(workload, 300, "cs")).containsExactly(0, 0);
        assertThat(lost(workload, 300, "equal")).containsExactly(100, 0);
        assertThat(lost(workload, 300, "prop")).containsExactly(0, 0);
    }

    @Test
    void shouldPushTheLongestQueueOutWhenFull() {
        MemoryWorkload workload =
                new MemoryWorkload.Builder(2, 1000)
                        .add(0, 0, 100)
                        .add(0, 0, 100)
                        .add(0, 0, 100)
                        .add(1, 1, 50)
                        .build();
        assertThat(lost(workload, 300, "cs")).containsExactly(0, 50);
        assertThat(lost(workload, 300, "lqd")).containsExactly(100, 0);
        assertThat(lost(workload, 300, "forebay-pushout")).containsExactly(100, 0);
        assertThat(lost(workload, 300, "far")).containsExactly(100, 0);
    }

    @Test
    void shouldLoseTheArrivingElementWhenOnlyElementsInServiceCouldGo() {
        MemoryWorkload workload =
                new MemoryWorkload.Builder(2, 1000).add(0, 0, 300).add(1, 1, 50).build();
        assertThat(lost(workload, 300, "lqd")).containsExactly(0, 50);
        assertThat(lost(workload, 300, "forebay-pushout")).containsExactly(0, 50);
    }

    @Test
    void shouldLeaveASeatForOthersUnderDynamicThresholds() {
        // Twice what would be left: 200 of 300, and then nothing.
        MemoryWorkload workload =
                new MemoryWorkload.Builder(2, 1000)
                        .add(0, 0, 100)
                        .add(0, 0, 100)
                        .add(0, 0, 100)
                        .add(0, 1, 100)
                        .build();
        assertThat(lost(workload, 300, "dt2")).containsExactly(100, 0);
    }

    @Property(tries = 60)
    void shouldAccountForEveryByteUnderEveryPolicy(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int functions) {
        var random = new SplittableRandom(seed);
        var builder = new MemoryWorkload.Builder(functions, 40_000_000);
        long nanos = 0;
        for (int i = 0; i < 300; i++) {
            nanos += random.nextInt(10) == 0 ? random.nextInt(3_000_000) : random.nextInt(20_000);
            builder.add(nanos, random.nextInt(functions), 1 + random.nextInt(400_000));
        }
        MemoryWorkload workload = builder.build();
        for (PolicyTable.Entry entry : PolicyTable.ALL) {
            var memory = new SharedMemory(workload, workload.drainBytesPerSecond(1250), 3_000_000);
            long[] lost = MemoryReplay.run(memory, entry.factory().apply(memory));
            memory.advanceTo(SharedMemory.NEVER - 1);
            assertThat(memory.usedBytes()).as(entry.name()).isZero();
            for (int f = 0; f < functions; f++) {
                assertThat(lost[f]).isBetween(0L, workload.offeredBytes(f));
                assertThat(memory.queuedBytes(f)).isZero();
            }
        }
    }

    @Test
    void shouldRefuseRequestsThatMakeNoSense() {
        var builder = new MemoryWorkload.Builder(1, 10).add(5, 0, 1);
        assertThatThrownBy(() -> builder.add(4, 0, 1)).hasMessageContaining("nanos=4");
        assertThatThrownBy(() -> builder.add(6, 1, 1)).hasMessageContaining("functionIndex=1");
        assertThatThrownBy(() -> builder.add(6, 0, -1)).hasMessageContaining("bytes=-1");
        assertThatThrownBy(() -> new MemoryWorkload.Builder(0, 10))
                .hasMessageContaining("functionCount=0");
    }
}
