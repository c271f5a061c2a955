package io.forebay.evaluation.prefetch;

import io.forebay.evaluation.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Replays a trace through ideal prefetch buffers, one for each stream, each with a rule of its own:
 * staging takes no time, a hit is consumed, a write removes, and what is left at the end was
 * wasted. A read is looked up block by block before its rule hears of it.
 */
final class BufferReplay {
    private static final int REQUESTS_PER_STEP = 1 << 10;

    private final BlockTrace trace;
    private final List<StagingBuffer> buffers = new ArrayList<>();
    private final List<PrefetchRule> rules = new ArrayList<>();
    private final Proposals proposals;
    private long demand;
    private long hits;
    private long issued;
    private long reads;
    private long readsCovered;

    private BufferReplay(BlockTrace trace, int bufferBlocks, IntFunction<PrefetchRule> newRule) {
        this.trace = trace;
        proposals = new Proposals(bufferBlocks);
        for (int stream = 0; stream < trace.streams(); stream++) {
            buffers.add(new StagingBuffer(bufferBlocks));
            rules.add(newRule.apply(stream));
        }
    }

    /**
     * Replays a trace.
     *
     * @param bufferBlocks blocks that each stream's buffer holds
     * @param newRule makes the rule of a stream
     */
    static PrefetchFigures.Policy run(
            String name,
            BlockTrace trace,
            int bufferBlocks,
            IntFunction<PrefetchRule> newRule,
            Progress progress) {
        var replay = new BufferReplay(trace, bufferBlocks, newRule);
        String what = name + " " + bufferBlocks;
        for (int i = 0; i < trace.size(); i++) {
            replay.replay(i);
            if (i % REQUESTS_PER_STEP == 0) {
                progress.show(what, i, trace.size());
            }
        }
        progress.show(what, trace.size(), trace.size());
        return replay.figures(name);
    }

    private void replay(int request) {
        int stream = trace.streamOf(request);
        StagingBuffer buffer = buffers.get(stream);
        PrefetchRule rule = rules.get(stream);
        long first = trace.first(request);
        long last = trace.last(request);
        if (!trace.isRead(request)) {
            for (long block = first; block <= last; block++) {
                if (buffer.remove(block)) {
                    rule.onInvalidated(block);
                }
            }
            rule.onWrite(request);
            return;
        }
        long covered = 0;
        for (long block = first; block <= last; block++) {
            if (buffer.remove(block)) {
                rule.onHit(block);
                covered++;
            }
        }
        reads++;
        demand += last - first + 1;
        hits += covered;
        readsCovered += covered == last - first + 1 ? 1 : 0;
        proposals.clear();
        rule.onRead(request, first, last, proposals);
        for (int i = 0; i < proposals.size(); i++) {
            stage(proposals.block(i), first, last, buffer, rule);
        }
    }

    private void stage(
            long block,
            long requestFirst,
            long requestLast,
            StagingBuffer buffer,
            PrefetchRule rule) {
        if (block >= requestFirst && block <= requestLast) {
            rule.onDropped(block);
        } else if (block >= 0 && !buffer.holds(block)) {
            if (buffer.isFull()) {
                buffer.evict(rule);
            }
            buffer.add(block);
            issued++;
        }
    }

    private PrefetchFigures.Policy figures(String name) {
        if (demand == 0) {
            return new PrefetchFigures.Policy(name, 0, 0, 0, 1, 0);
        }
        return new PrefetchFigures.Policy(
                name,
                (double) hits / demand,
                issued == 0 ? 0 : (double) hits / issued,
                (double) readsCovered / reads,
                (double) (demand - hits + issued) / demand,
                (hits - PrefetchFigures.WASTE_COST * (issued - hits)) / demand);
    }
}
