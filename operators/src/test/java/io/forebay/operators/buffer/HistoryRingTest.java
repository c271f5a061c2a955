package io.forebay.operators.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.Traffic;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class HistoryRingTest {
    private static final String FUNCTION = "device0/volume0";

    @Test
    void shouldRefuseCapacityThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new HistoryRing(12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity is not a power of two: capacity=12");
    }

    @Test
    void shouldHoldNewestOldestFirst() throws Exception {
        var ring = new HistoryRing(4);
        for (int i = 0; i < 6; i++) {
            ring.append(element(i));
        }

        assertThat(sequences(ring)).containsExactly(2L, 3L, 4L, 5L);
        assertThat(ring.size()).isEqualTo(4);
    }

    @Test
    void shouldGiveElementsBackAsTheModelSeesThem() throws Exception {
        var ring = new HistoryRing(2);
        TrafficElement element =
                Traffic.element(FUNCTION, 9, 3, Operation.DISCARD, 1L << 40, 65_536);
        ring.append(element);

        var held = new ArrayList<TrafficElement>();
        ring.forEach(FUNCTION, held::add);

        assertThat(held).containsExactly(element);
    }

    @Test
    void shouldMatchCompletionOnce() {
        var ring = new HistoryRing(4);
        ring.append(element(0));
        ring.append(element(1));

        assertThat(ring.complete(0, 100)).isTrue();
        assertThat(ring.complete(0, 100)).isFalse();
        assertThat(ring.pending()).isEqualTo(1);
    }

    @Test
    void shouldMatchCompletionAcrossHolesInSequence() {
        var ring = new HistoryRing(8);
        ring.append(element(3));
        ring.append(element(7));
        ring.append(element(20));

        assertThat(ring.complete(7, 1)).isTrue();
        assertThat(ring.complete(8, 1)).isFalse();
        assertThat(ring.pending()).isEqualTo(2);
    }

    @Test
    void shouldForgetPendingThatFallsOff() {
        var ring = new HistoryRing(2);
        ring.append(element(0));
        ring.append(element(1));
        ring.append(element(2));

        assertThat(ring.pending()).isEqualTo(2);
        assertThat(ring.complete(0, 1)).isFalse();
    }

    @Test
    void shouldKeepNewestWhenRestoredSmaller() throws Exception {
        var ring = new HistoryRing(8);
        for (int i = 0; i < 8; i++) {
            ring.append(element(i));
        }
        ring.complete(7, 1);

        HistoryRing restored = copy(ring, 4);

        assertThat(sequences(restored)).containsExactly(4L, 5L, 6L, 7L);
        assertThat(restored.pending()).isEqualTo(3);
    }

    @Test
    void shouldRefuseUnknownOperationInState() throws Exception {
        var out = new DataOutputSerializer(64);
        var ring = new HistoryRing(2);
        ring.append(element(0));
        ring.write(out);
        byte[] bytes = out.getCopyOfBuffer();
        bytes[bytes.length - 1] = 99;

        assertThatThrownBy(() -> HistoryRing.read(2, new DataInputDeserializer(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown operation: code=99");
    }

    @Property(tries = 100)
    void shouldAgreeWithList(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int capacityBits)
            throws Exception {
        var random = new SplittableRandom(seed);
        int capacity = 1 << capacityBits;
        var ring = new HistoryRing(capacity);
        List<long[]> expected = new ArrayList<>();
        long next = 0;
        for (int step = 0; step < 200; step++) {
            if (random.nextInt(3) > 0) {
                next += random.nextInt(20) == 0 ? 3 : 1;
                ring.append(element(next));
                expected.add(new long[] {next, 1});
                if (expected.size() > capacity) {
                    expected.remove(0);
                }
            } else {
                long wanted = next - random.nextInt(2 * capacity);
                boolean found = false;
                for (long[] entry : expected) {
                    if (entry[0] == wanted && entry[1] == 1) {
                        entry[1] = 0;
                        found = true;
                    }
                }
                assertThat(ring.complete(wanted, 5)).isEqualTo(found);
            }
            if (random.nextInt(50) == 0) {
                ring = copy(ring, capacity);
            }
        }

        assertThat(sequences(ring)).isEqualTo(expected.stream().map(entry -> entry[0]).toList());
        assertThat(ring.pending())
                .isEqualTo((int) expected.stream().filter(entry -> entry[1] == 1).count());
    }

    private static HistoryRing copy(HistoryRing ring, int capacity) throws IOException {
        var out = new DataOutputSerializer(64);
        ring.write(out);
        return HistoryRing.read(capacity, new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static List<Long> sequences(HistoryRing ring) throws IOException {
        var sequences = new ArrayList<Long>();
        ring.forEach(FUNCTION, element -> sequences.add(element.getSequence()));
        return sequences;
    }

    private static TrafficElement element(long sequence) {
        return Traffic.element(FUNCTION, sequence, sequence, Operation.READ, 4096 * sequence, 4096);
    }
}
