package io.forebay.gateway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The ring against a list of everything that was ever appended. */
class CircularBufferPropertyTest {
    private static final int OPERATIONS = 10_000;

    private static final class Model {
        final List<TrafficElement> elements = new ArrayList<>();
        final List<SlotState> states = new ArrayList<>();
        long admitted;
        long completed;

        /** Oldest position that must be held at the least. */
        long tail;
    }

    /** A million operations in all. */
    @Property(tries = 100)
    void shouldHoldWhatAPlainQueueHolds(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var ring = new CircularBuffer(1 << random.nextInt(6));
        var model = new Model();
        for (int i = 0; i < OPERATIONS; i++) {
            int choice = random.nextInt(1_000);
            if (choice < 300) {
                append(ring, model, random);
            } else if (choice < 500) {
                admit(ring, model);
            } else if (choice < 740) {
                start(ring, model, random);
            } else if (choice < 980) {
                complete(ring, model, random);
            } else if (choice < 990) {
                resize(ring, model, random);
            } else if (choice < 998) {
                ring.setLogging(!ring.isLogging());
            } else {
                reset(ring, model, i);
            }
            boolean isSame =
                    ring.head() == model.elements.size()
                            && ring.admitted() == model.admitted
                            && ring.completed() == model.completed
                            && ring.tail() == model.tail;
            assertThat(isSame).as("positions of %s after operation %s", ring, i).isTrue();
            if (i % 64 == 0) {
                requireSameElements(ring, model);
            }
        }
        requireSameElements(ring, model);
    }

    private static void reset(CircularBuffer ring, Model model, int generation) {
        ring.reset(generation);
        for (long position = model.completed; position < model.elements.size(); position++) {
            if (model.states.get((int) position) != SlotState.COMPLETED) {
                model.states.set((int) position, SlotState.LOST);
            }
        }
        model.admitted = model.elements.size();
        model.completed = model.admitted;
    }

    private static void append(CircularBuffer ring, Model model, SplittableRandom random) {
        TrafficElement element = CircularBufferTest.element(model.elements.size());
        element.setAddress(random.nextLong());
        element.setLengthBytes(random.nextLong(Long.MAX_VALUE));
        boolean isFull = model.elements.size() - model.tail == ring.capacity();
        long position = ring.append(element);
        if (isFull && model.tail == model.completed) {
            assertThat(position).isEqualTo(CircularBuffer.FULL);
            return;
        }
        if (isFull) {
            model.tail++;
        }
        assertThat(position).isEqualTo(model.elements.size());
        model.elements.add(element);
        model.states.add(SlotState.DEFERRED);
    }

    private static void admit(CircularBuffer ring, Model model) {
        if (model.admitted < model.elements.size()) {
            assertThat(ring.admit()).isEqualTo(model.admitted);
            model.states.set((int) model.admitted++, SlotState.QUEUED);
        }
    }

    private static void start(CircularBuffer ring, Model model, SplittableRandom random) {
        int position = pick(model, SlotState.QUEUED, random);
        if (position >= 0) {
            ring.startService(position, position * 10L, random.nextInt(8));
            model.states.set(position, SlotState.IN_SERVICE);
        }
    }

    private static void complete(CircularBuffer ring, Model model, SplittableRandom random) {
        int position = pick(model, SlotState.IN_SERVICE, random);
        if (position >= 0) {
            ring.complete(position, position * 10L + 5);
            model.states.set(position, SlotState.COMPLETED);
            while (model.completed < model.admitted
                    && model.states.get((int) model.completed) == SlotState.COMPLETED) {
                model.completed++;
            }
        }
    }

    private static void resize(CircularBuffer ring, Model model, SplittableRandom random) {
        int capacity = 1 << random.nextInt(9);
        if (model.elements.size() - model.completed <= capacity) {
            ring.resize(capacity);
            model.tail = Math.max(model.tail, model.elements.size() - capacity);
            assertThat(ring.capacity()).isEqualTo(capacity);
        }
    }

    /** A random pending position in this state, -1 where there is none. */
    private static int pick(Model model, SlotState state, SplittableRandom random) {
        List<Integer> found = new ArrayList<>();
        for (long position = model.completed; position < model.admitted; position++) {
            if (model.states.get((int) position) == state) {
                found.add((int) position);
            }
        }
        return found.isEmpty() ? -1 : found.get(random.nextInt(found.size()));
    }

    private static void requireSameElements(CircularBuffer ring, Model model) {
        assertThat(ring.pendingCount()).isEqualTo(model.elements.size() - (int) model.completed);
        for (long position = ring.tail(); position < ring.head(); position++) {
            TrafficElement element = model.elements.get((int) position);
            SlotState state = model.states.get((int) position);
            boolean isStarted = state == SlotState.IN_SERVICE || state == SlotState.COMPLETED;
            boolean isSame =
                    ring.holds(position)
                            && ring.state(position) == state
                            && ring.address(position) == element.getAddress()
                            && ring.lengthBytes(position) == element.getLengthBytes()
                            && ring.arrivalNanos(position) == element.getEventTimeNanos()
                            && (state == SlotState.LOST
                                    || ring.serviceStartNanos(position)
                                            == (isStarted ? position * 10 : 0));
            assertThat(isSame).as("element %s, %s, of %s", position, state, ring).isTrue();
        }
        assertThat(ring.holds(ring.tail() - 1)).isFalse();
        assertThat(ring.holds(ring.head())).isFalse();
    }
}
