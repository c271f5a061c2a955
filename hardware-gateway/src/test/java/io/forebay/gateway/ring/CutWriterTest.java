package io.forebay.gateway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.TrafficElement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Reads the ring after every single store of its writer, as a reader does who finds it where the
 * writer was killed.
 */
class CutWriterTest {
    private static final int OPERATIONS = 6_000;

    private final List<TrafficElement> elements = new ArrayList<>();
    private final Map<Long, SlotState> states = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom(5);

    /** Where the ring lies now, as the name of its file tells. */
    private WatchedMemory present;

    /** Entry the writer is at, which may be as before or as after. */
    private long touched = -1;

    private SlotState touchedBefore;
    private boolean isAppending;
    private long oldestKept;
    private long stores;
    private long tornSeen;

    private final class WatchedMemory extends RingMemory {
        private final int capacity;

        WatchedMemory(int capacity) {
            super(ByteBuffer.allocateDirect(RingLayout.fileBytes(capacity)));
            this.capacity = capacity;
        }

        @Override
        void putLong(int offset, long value) {
            super.putLong(offset, value);
            afterStore();
        }

        @Override
        void putInt(int offset, int value) {
            super.putInt(offset, value);
            afterStore();
        }
    }

    private final RingStorage storage =
            new RingStorage() {
                @Override
                public RingMemory prepare(int capacity) {
                    return new WatchedMemory(capacity);
                }

                @Override
                public boolean replace(RingMemory from, RingMemory to) {
                    present = (WatchedMemory) to;
                    return true;
                }

                @Override
                public void leave(RingMemory from) {}
            };

    @Test
    void shouldKeepEveryOtherEntryReadableWhereverTheWriterStops() {
        int first = 4;
        var memory = new WatchedMemory(first);
        present = null;
        var ring = new CircularBuffer(storage, memory, first, 0, 1);
        present = memory;
        for (int i = 0; i < OPERATIONS; i++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> append(ring);
                case 3, 4 -> change(ring, SlotState.DEFERRED, SlotState.QUEUED);
                case 5, 6 -> change(ring, SlotState.QUEUED, SlotState.IN_SERVICE);
                case 7, 8 -> change(ring, SlotState.IN_SERVICE, SlotState.COMPLETED);
                case 9 -> prioritise(ring);
                case 10 -> resize(ring);
                default -> ring.setLogging(true);
            }
        }
        assertThat(elements).hasSizeGreaterThan(500);
        assertThat(stores).isGreaterThan(10_000);
        assertThat(tornSeen).isPositive();
    }

    private void append(CircularBuffer ring) {
        TrafficElement element = CircularBufferTest.element(ring.head());
        element.setAddress(random.nextLong());
        element.setCorrelationId(random.nextLong());
        if (ring.isFull() && ring.tail() == ring.completed()) {
            return;
        }
        touched = ring.head();
        isAppending = true;
        touchedBefore = null;
        elements.add(element);
        states.put(touched, SlotState.DEFERRED);
        ring.append(element, random.nextInt(8));
        isAppending = false;
        touched = -1;
    }

    private void change(CircularBuffer ring, SlotState from, SlotState to) {
        long position = -1;
        for (long p = ring.completed(); p < ring.head() && position < 0; p++) {
            position = ring.state(p) == from ? p : -1;
        }
        if (position < 0) {
            return;
        }
        touched = position;
        touchedBefore = from;
        states.put(position, to);
        switch (to) {
            case QUEUED -> assertThat(ring.admit()).isEqualTo(position);
            case IN_SERVICE -> ring.startService(position, 1_000 + position, 3);
            case COMPLETED -> ring.complete(position, 2_000 + position);
            case DEFERRED, LOST -> throw new IllegalStateException();
        }
        touched = -1;
    }

    private void prioritise(CircularBuffer ring) {
        if (ring.head() > ring.tail()) {
            long position = random.nextLong(ring.tail(), ring.head());
            ring.setRequestedPriority(position, random.nextInt(8));
            ring.markServedFromPrefetch(position);
        }
    }

    private void resize(CircularBuffer ring) {
        int capacity = 1 << random.nextInt(2, 6);
        if (ring.pendingCount() <= capacity) {
            // A ring that is made larger has holes where it had overwritten already.
            oldestKept = Math.max(oldestKept, ring.head() - ring.capacity());
            ring.resize(capacity);
            oldestKept = Math.max(oldestKept, ring.head() - capacity);
        }
    }

    /** What must hold wherever the writer stops. */
    private void afterStore() {
        if (present == null) {
            return;
        }
        stores++;
        var reader = new SlotReader(present, present.capacity, 1);
        Map<Long, RingEntry> found = new HashMap<>();
        int torn = 0;
        for (int index = 0; index < present.capacity; index++) {
            RingEntry entry = reader.read(index);
            if (entry != null && entry.state() == RingEntry.State.TORN) {
                torn++;
                requireTrue(isAppending && entry.serial() == touched, "torn", entry.serial());
            } else if (entry != null) {
                found.put(entry.serial(), entry);
                requireRight(entry);
            }
        }
        tornSeen += torn;
        requireTrue(torn <= 1, "torn", torn);
        long head = (long) elements.size() - (isAppending ? 1 : 0);
        long oldest = Math.max(oldestKept, head - present.capacity + torn);
        for (long serial = Math.max(0, oldest); serial < head; serial++) {
            boolean isOverwritten = isAppending && serial + present.capacity == touched;
            requireTrue(isOverwritten || found.containsKey(serial), "missing", serial);
        }
    }

    private void requireRight(RingEntry entry) {
        TrafficElement element = elements.get((int) entry.serial());
        SlotState state = states.get(entry.serial());
        boolean isSame =
                entry.sequence() == entry.serial()
                        && entry.arrivalNanos() == element.getEventTimeNanos()
                        && entry.address() == element.getAddress()
                        && entry.correlationId() == element.getCorrelationId()
                        && entry.lengthBytes() == element.getLengthBytes()
                        && entry.orderingDomain() == element.getOrderingDomain()
                        && entry.kind() == element.getKind()
                        && entry.operation() == element.getOperation();
        requireTrue(isSame, "wrong", entry.serial());
        boolean isState =
                entry.state() == RingEntry.State.of(state)
                        || (entry.serial() == touched
                                && touchedBefore != null
                                && entry.state() == RingEntry.State.of(touchedBefore));
        requireTrue(isState, "in state " + entry.state() + " instead of " + state, entry.serial());
        boolean isCompleted = entry.state() == RingEntry.State.COMPLETED;
        requireTrue(
                entry.completedNanos() == (isCompleted ? 2_000 + entry.serial() : 0),
                "completed at " + entry.completedNanos(),
                entry.serial());
    }

    private void requireTrue(boolean isTrue, String what, long serial) {
        if (!isTrue) {
            throw new AssertionError("entry " + serial + " is " + what + " after store " + stores);
        }
    }
}
