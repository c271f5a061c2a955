package io.forebay.evaluation.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Progress;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BufferReplayTest {
    private static final int BLOCKS = 40;

    /** The definition once more, as plainly as can be: one stream, blocks of eight sectors. */
    private static final class PlainReplay {
        private final Set<Long> buffer = new LinkedHashSet<>();
        private final int capacity;
        private long demand;
        private long hits;
        private long issued;

        PlainReplay(int capacity) {
            this.capacity = capacity;
        }

        void request(boolean read, long first, long last, List<Long> proposals) {
            for (long block = first; block <= last; block++) {
                boolean held = buffer.remove(block);
                demand += read ? 1 : 0;
                hits += read && held ? 1 : 0;
            }
            if (!read) {
                return;
            }
            for (long block : proposals.subList(0, Math.min(capacity, proposals.size()))) {
                if (block < 0 || (block >= first && block <= last) || buffer.contains(block)) {
                    continue;
                }
                if (buffer.size() == capacity) {
                    Iterator<Long> oldest = buffer.iterator();
                    oldest.next();
                    oldest.remove();
                }
                buffer.add(block);
                issued++;
            }
        }
    }

    @Property(tries = 200)
    void shouldAgreeWithPlainReplayWhateverIsProposed(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 24) int bufferBlocks) {
        var requests = new BlockRequests();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            long sector = 8L * random.nextInt(BLOCKS);
            long sectors = 1L + random.nextInt(40);
            if (random.nextInt(4) == 0) {
                requests.write(sector, sectors);
            } else {
                requests.read(sector, sectors);
            }
        }
        BlockTrace trace = requests.trace();
        PrefetchFigures.Policy policy =
                BufferReplay.run(
                        "random",
                        trace,
                        bufferBlocks,
                        stream ->
                                (request, first, last, out) ->
                                        proposals(seed, request).forEach(out::add),
                        Progress.NONE);
        var plain = new PlainReplay(bufferBlocks);
        for (int i = 0; i < trace.size(); i++) {
            plain.request(trace.isRead(i), trace.first(i), trace.last(i), proposals(seed, i));
        }
        assertThat(policy.coverage()).isEqualTo((double) plain.hits / plain.demand);
        assertThat(policy.traffic())
                .isEqualTo((double) (plain.demand - plain.hits + plain.issued) / plain.demand);
        assertThat(policy.netBenefit())
                .isEqualTo((plain.hits - 0.5 * (plain.issued - plain.hits)) / plain.demand);
    }

    private static List<Long> proposals(long seed, int request) {
        var random = new SplittableRandom(seed ^ request);
        return random.longs(random.nextInt(30), -2, BLOCKS).boxed().toList();
    }

    @Test
    void shouldKeepStreamsApart() {
        var requests = new BlockRequests();
        requests.add("disk/0", Operation.READ, 0, 8);
        requests.add("disk/1", Operation.READ, 8, 8);
        requests.add("disk/0", Operation.READ, 8, 8);
        PrefetchFigures.Policy policy =
                BufferReplay.run(
                        "next",
                        requests.trace(),
                        4,
                        stream -> new NextBlocksRule(1, false),
                        Progress.NONE);
        assertThat(policy.coverage()).isEqualTo(1 / 3.0);
        assertThat(policy.requestCoverage()).isEqualTo(1 / 3.0);
        assertThat(policy.accuracy()).isEqualTo(1 / 3.0);
    }

    @Test
    void shouldHaveNoFiguresWhenNothingIsRead() {
        PrefetchFigures.Policy policy =
                BufferReplay.run(
                        "next",
                        new BlockRequests().write(0, 8).trace(),
                        4,
                        stream -> new NextBlocksRule(1, false),
                        Progress.NONE);
        assertThat(policy).isEqualTo(new PrefetchFigures.Policy("next", 0, 0, 0, 1, 0));
    }

    @Test
    void shouldRefuseTraceWhenItHasOtherElementsThanBlocks() {
        var element = new TrafficElement();
        element.setFunctionId("port/0");
        element.setKind(ElementKind.ETHERNET);
        var trace = RequestTrace.of("capture", List.of(element), 0, 0);
        assertThatThrownBy(() -> new BlockTrace(trace))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trace=capture");
    }
}
