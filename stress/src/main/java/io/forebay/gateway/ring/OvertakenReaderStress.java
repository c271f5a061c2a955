package io.forebay.gateway.ring;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The writer overwrites the only slot of a ring while a reader reads it twice. It sees the old
 * entry, that one is being written, then the new one; what it sees belongs together.
 */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "the old entry, or the new one")
@Outcome(
        id = {"0, 1", "0, 2", "2, 2", "2, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "overtaken")
@Outcome(expect = Expect.FORBIDDEN, desc = "back in time, or words that do not belong together")
@State
public class OvertakenReaderStress {
    static final int OLD = 0;
    static final int NEW = 1;
    static final int TORN = 2;
    static final int MIXED = 9;

    private static final TrafficElement[] ELEMENTS = {element(0), element(1)};

    private final RingMemory memory = new RingMemory(ByteBuffer.allocate(RingLayout.fileBytes(1)));
    private final CircularBuffer ring = new CircularBuffer(RingStorage.HEAP, memory, 1, 0, 1);
    private final SlotReader reader = new SlotReader(memory, 1, 1);

    public OvertakenReaderStress() {
        ring.append(ELEMENTS[0], 0);
        ring.admit();
        ring.startService(0, 10, 0);
        ring.complete(0, 20);
    }

    /** Fields whose mixture would be seen. */
    static TrafficElement element(int sequence) {
        long fill = sequence == 0 ? 0x1111_1111_1111_1111L : 0x2222_2222_2222_2222L;
        return new TrafficElement(
                "d/f",
                (long) sequence,
                fill,
                ElementKind.BLOCK,
                sequence == 0 ? Operation.READ : Operation.WRITE,
                fill,
                fill,
                fill,
                fill,
                sequence,
                false);
    }

    @Actor
    public void writer() {
        ring.append(ELEMENTS[1], 1);
    }

    @Actor
    public void reader(II_Result result) {
        result.r1 = look(reader);
        RingMemory.loadFence();
        result.r2 = look(reader);
    }

    private static int look(SlotReader reader) {
        RingEntry entry = reader.read(0);
        if (entry.state() == RingEntry.State.TORN) {
            return TORN;
        }
        int which = (int) entry.serial();
        TrafficElement element = ELEMENTS[which];
        RingEntry.State state = which == OLD ? RingEntry.State.COMPLETED : RingEntry.State.DEFERRED;
        boolean isWhole =
                entry.sequence() == which
                        && entry.state() == state
                        && entry.arrivalNanos() == element.getEventTimeNanos()
                        && entry.address() == element.getAddress()
                        && entry.lengthBytes() == element.getLengthBytes()
                        && entry.orderingDomain() == element.getOrderingDomain()
                        && entry.correlationId() == element.getCorrelationId()
                        && entry.operation() == element.getOperation()
                        && entry.appliedPriority() == which
                        && entry.completedNanos() == (which == OLD ? 20 : 0);
        return isWhole ? which : MIXED;
    }
}
