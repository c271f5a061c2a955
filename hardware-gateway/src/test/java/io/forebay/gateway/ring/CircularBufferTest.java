package io.forebay.gateway.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import org.junit.jupiter.api.Test;

class CircularBufferTest {
    @Test
    void shouldKeepEveryFieldOfAnElement() {
        var ring = new CircularBuffer(2);
        for (Operation operation : Operation.values()) {
            for (ElementKind kind : ElementKind.values()) {
                TrafficElement element = element(ring.head());
                element.setKind(kind);
                element.setOperation(operation);
                element.setRelaxedOrdering(kind == ElementKind.TLP);
                long position = append(ring, element);
                assertThat(ring.kind(position)).isEqualTo(kind);
                assertThat(ring.operation(position)).isEqualTo(operation);
                assertThat(ring.arrivalNanos(position)).isEqualTo(100 + position);
                assertThat(ring.address(position)).isEqualTo(-5);
                assertThat(ring.lengthBytes(position)).isEqualTo(Long.MAX_VALUE);
                assertThat(ring.orderingDomain(position)).isEqualTo(Long.MIN_VALUE);
                assertThat(ring.correlationId(position)).isEqualTo(77);
                assertThat(ring.trafficClass(position)).isEqualTo(7);
                assertThat(ring.relaxedOrdering(position)).isEqualTo(kind == ElementKind.TLP);
                assertThat(ring.servedFromPrefetch(position)).isFalse();
                assertThat(ring.requestedPriority(position)).isEqualTo(-1);
                assertThat(ring.appliedPriority(position)).isEqualTo(-1);
                assertThat(ring.handle(position)).isEqualTo(-1);
                assertThat(ring.state(position)).isEqualTo(SlotState.DEFERRED);
            }
        }
    }

    @Test
    void shouldOverwriteOldestHistoryWhenFull() {
        var ring = new CircularBuffer(4);
        for (int i = 0; i < 4; i++) {
            append(ring, element(i));
        }
        assertThat(ring.append(element(4))).isEqualTo(CircularBuffer.FULL);
        serve(ring, 0);
        assertThat(ring.append(element(4))).isEqualTo(4);
        assertThat(ring.tail()).isEqualTo(1);
        assertThat(ring.holds(0)).isFalse();
        assertThat(ring.append(element(5))).isEqualTo(CircularBuffer.FULL);
        assertThat(ring.head()).isEqualTo(5);
    }

    @Test
    void shouldKeepCompletedElementPendingUntilEarlierOnesComplete() {
        var ring = new CircularBuffer(4);
        append(ring, element(0));
        append(ring, element(1));
        ring.admit();
        ring.admit();
        ring.startService(1, 500, 3);
        ring.complete(1, 600);
        assertThat(ring.completed()).isZero();
        ring.startService(0, 700, 0);
        ring.complete(0, 800);
        assertThat(ring.completed()).isEqualTo(2);
        assertThat(CompletedElement.of(ring, 1))
                .isEqualTo(
                        new CompletedElement(
                                1,
                                101,
                                500,
                                600,
                                ElementKind.BLOCK,
                                Operation.READ,
                                -5,
                                Long.MAX_VALUE,
                                -1,
                                3,
                                false));
    }

    @Test
    void shouldRefuseWhatWouldLoseOrSkipElements() {
        var ring = new CircularBuffer(4);
        append(ring, element(0));
        append(ring, element(1));
        assertThatThrownBy(() -> ring.resize(1)).hasMessageContaining("pending=2");
        assertThatThrownBy(() -> ring.resize(3)).hasMessageContaining("capacity=3");
        assertThatThrownBy(() -> ring.append(element(5))).hasMessageContaining("expected=2");
        assertThatThrownBy(() -> ring.complete(0, 1)).hasMessageContaining("not IN_SERVICE");
        assertThatThrownBy(() -> ring.startService(0, 1, 0)).hasMessageContaining("not QUEUED");
        assertThatThrownBy(() -> CompletedElement.of(ring, 0)).hasMessageContaining("position=0");
        assertThatThrownBy(() -> new CircularBuffer(0)).hasMessageContaining("capacity=0");
        assertThatThrownBy(() -> new CircularBuffer(1 << 30)).hasMessageContaining("power of two");
        ring.admit();
        ring.admit();
        assertThatThrownBy(ring::admit).hasMessageContaining("admitted=2");
    }

    @Test
    void shouldFitSlotFieldsIntoTheSlot() {
        assertThat(RingLayout.HANDLE_OFFSET).isLessThan(RingLayout.SLOT_BYTES);
        assertThat(RingLayout.HEADER_BYTES % RingLayout.SLOT_BYTES % Long.BYTES).isZero();
        assertThat(RingLayout.SLOT_BYTES % Long.BYTES).isZero();
        assertThat(RingLayout.HANDLE_OFFSET % Integer.BYTES).isZero();
    }

    static TrafficElement element(long sequence) {
        return TrafficElement.newBuilder()
                .setFunctionId("d/f")
                .setSequence(sequence)
                .setEventTimeNanos(100 + sequence)
                .setKind(ElementKind.BLOCK)
                .setOperation(Operation.READ)
                .setAddress(-5)
                .setLengthBytes(Long.MAX_VALUE)
                .setOrderingDomain(Long.MIN_VALUE)
                .setCorrelationId(77)
                .setTrafficClass(7)
                .setRelaxedOrdering(false)
                .build();
    }

    private static long append(CircularBuffer ring, TrafficElement element) {
        long position = ring.append(element);
        if (position == CircularBuffer.FULL) {
            serve(ring, ring.completed());
            position = ring.append(element);
        }
        return position;
    }

    private static void serve(CircularBuffer ring, long position) {
        assertThat(ring.admit()).isEqualTo(position);
        ring.startService(position, 1, 0);
        ring.complete(position, 2);
    }
}
