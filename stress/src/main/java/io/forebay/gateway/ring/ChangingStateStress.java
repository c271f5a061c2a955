package io.forebay.gateway.ring;

import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An element goes from the queue through service to completion while a reader reads it twice: the
 * entry is readable each time, its times fit its state, and it does not go back.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "queued")
@Outcome(
        id = {"1, 2", "2, 2"},
        expect = Expect.ACCEPTABLE,
        desc = "then in service")
@Outcome(
        id = {"1, 3", "2, 3", "3, 3"},
        expect = Expect.ACCEPTABLE,
        desc = "then completed")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, back in time, or with times of another state")
@State
public class ChangingStateStress {
    private static final int TORN = 8;
    private static final int WRONG_TIMES = 9;

    private final RingMemory memory = new RingMemory(ByteBuffer.allocate(RingLayout.fileBytes(1)));
    private final CircularBuffer ring = new CircularBuffer(RingStorage.HEAP, memory, 1, 0, 1);
    private final SlotReader reader = new SlotReader(memory, 1, 1);

    public ChangingStateStress() {
        ring.append(OvertakenReaderStress.element(0), 0);
        ring.admit();
    }

    @Actor
    public void writer() {
        ring.startService(0, 10, 5);
        ring.complete(0, 20);
    }

    @Actor
    public void reader(II_Result result) {
        result.r1 = look();
        RingMemory.loadFence();
        result.r2 = look();
    }

    private int look() {
        RingEntry entry = reader.read(0);
        return switch (entry.state()) {
            case DEFERRED, TORN -> TORN;
            case QUEUED -> isRight(entry, 0, 0, 0) ? 1 : WRONG_TIMES;
            case IN_SERVICE -> isRight(entry, 10, 0, 5) ? 2 : WRONG_TIMES;
            case COMPLETED -> isRight(entry, 10, 20, 5) ? 3 : WRONG_TIMES;
        };
    }

    private static boolean isRight(RingEntry entry, long start, long end, int priority) {
        return entry.serviceStartNanos() == start
                && entry.completedNanos() == end
                && entry.appliedPriority() == priority;
    }
}
