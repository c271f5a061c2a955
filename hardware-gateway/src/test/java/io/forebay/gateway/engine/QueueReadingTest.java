package io.forebay.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.Completion;
import io.forebay.schemas.TrafficElement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The device reads its queues: what completes bursts fastest goes first. */
class QueueReadingTest {
    private static final String A = "nvme0/a";
    private static final String B = "nvme0/b";

    /** One channel, on which a block takes 8 microseconds and overhead counts little. */
    private static final EngineSettings SLOW =
            EngineSettings.defaults(Elements.DEVICE).withStorage(1, 100, 500_000_000);

    private final Recorder recorder = new Recorder();
    private OffloadEngine engine = new OffloadEngine(SLOW, recorder);

    private static TrafficElement read(String id, long sequence, long nanos, int blocks) {
        TrafficElement element = Elements.read(id, sequence, nanos, sequence * 1_000, blocks);
        element.setOrderingDomain(0);
        return element;
    }

    private List<String> order() {
        return recorder.completions().stream()
                .map(c -> c.getFunctionId().substring(6) + c.getSequence())
                .toList();
    }

    /** A backlog of A, then less of B, while the channel is busy. */
    private void queue(int classOfA, int blocksOfB) {
        engine.arrive(read(A, 0, 0, 1));
        for (int i = 1; i <= 4; i++) {
            TrafficElement element = read(A, i, i, 4);
            element.setTrafficClass(classOfA);
            engine.arrive(element);
        }
        engine.arrive(read(B, 0, 10, blocksOfB));
        engine.drain();
    }

    @Test
    void shouldServeTheShorterBurstFirstWhenLevelsAreEqual() {
        queue(0, 2);
        assertThat(order()).startsWith("a0", "b0", "a1");
    }

    @Test
    void shouldServeFirstComeFirstWhenTheDeviceIsPlain() {
        engine = OffloadEngine.plain(SLOW, recorder);
        queue(0, 2);
        assertThat(order()).endsWith("a4", "b0");
    }

    @Test
    void shouldCountALevelForAFactorOfTwoOfWork() {
        // 16 blocks at level 3 are as urgent as 2 at level 0.
        queue(3, 1);
        assertThat(order()).startsWith("a0", "b0", "a1");
        var second = new Recorder();
        engine = new OffloadEngine(SLOW, second);
        queue(3, 4);
        assertThat(second.completions().get(5).getFunctionId()).isEqualTo(B);
    }

    @Test
    void shouldLookBehindALongBurstWhenShortOnesFollowInOrder() {
        // A block takes 8 ms.
        engine = new OffloadEngine(SLOW.withStorage(1, 100, 500_000), recorder);
        engine.arrive(read(B, 0, 0, 1));
        engine.arrive(read(A, 0, 1, 8));
        for (int i = 1; i <= 6; i++) {
            // Each begins a burst: gaps are as long as the mean.
            engine.arrive(read(A, i, 1 + i * 1_000_000L, 1));
        }
        engine.arrive(read(B, 1, 6_500_000, 6));
        engine.drain();
        // Fourteen blocks end seven bursts of A; six end one of B.
        assertThat(order().indexOf("a6")).isLessThan(order().indexOf("b1"));
    }

    @Test
    void shouldNotHoldAnOrderingDomainBackForTheBacklogOfAnother() {
        engine.arrive(read(A, 0, 0, 1));
        engine.arrive(read(A, 1, 1, 16));
        engine.arrive(read(A, 2, 2, 16));
        TrafficElement other = read(A, 3, 3, 1);
        other.setOrderingDomain(7);
        engine.arrive(other);
        engine.drain();
        assertThat(order()).containsExactly("a0", "a3", "a1", "a2");
    }

    @Test
    void shouldServeWhatHasAgedBeforeWhatIsShorter() {
        engine = new OffloadEngine(SLOW.withAgingNanos(40_000), recorder);
        engine.arrive(read(A, 0, 0, 16));
        engine.arrive(read(A, 1, 1, 16));
        for (int i = 0; i < 40; i++) {
            engine.arrive(read(B, i, 10 + i * 8_000L, 1));
        }
        engine.drain();
        Completion aged = recorder.completionOf(A, 1);
        assertThat(aged.getResponseNanos()).isLessThan(40_000 + 2 * (16 * 9_500));
    }
}
