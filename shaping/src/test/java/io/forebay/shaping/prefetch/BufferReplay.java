package io.forebay.shaping.prefetch;

import io.forebay.predictor.Candidates;
import io.forebay.schemas.PrefetchResult;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Replays block requests through an ideal prefetch buffer: staging takes no time, hits are
 * consumed, the oldest block makes room, an overlapping write removes. What is left at the end was
 * wasted.
 */
final class BufferReplay {
    private static final int CANDIDATES = 64;

    private final int bufferBlocks;
    private final CandidateSource source;
    private final PrefetchPolicy policy;
    private final Candidates candidates = new Candidates(CANDIDATES);
    private final PrefetchPlan plan = new PrefetchPlan(CANDIDATES);
    private final Set<Long> buffer = new LinkedHashSet<>();
    long count;
    long demand;
    long hits;
    long issued;

    /** Blocks planned that were buffered already or made no sense. */
    long skipped;

    /** Proposes likely next reads after each request. */
    interface CandidateSource {
        void observe(long timeMicros, boolean read, long sector, int sectors, Candidates out);
    }

    BufferReplay(PrefetchSettings settings, CandidateSource source) {
        bufferBlocks = settings.bufferBlocks();
        this.source = source;
        policy = new PrefetchPolicy(settings);
    }

    void request(long timeMicros, boolean read, long sector, int sectors) {
        long first = sector >> 3;
        long last = (sector + sectors - 1) >> 3;
        for (long block = first; block <= last; block++) {
            boolean held = buffer.remove(block);
            demand += read ? 1 : 0;
            if (held) {
                hits += read ? 1 : 0;
                policy.onOutcome(read ? PrefetchResult.HIT : PrefetchResult.INVALIDATED, block, 1);
            }
        }
        candidates.clear();
        source.observe(timeMicros, read, sector, sectors, candidates);
        policy.onRequest(read, sector << 9, (long) sectors << 9, candidates, plan);
        for (int i = 0; i < plan.size(); i++) {
            stage(plan.firstBlock(i), plan.blockCount(i), first, last);
        }
    }

    private void stage(long from, int count, long requestFirst, long requestLast) {
        for (long block = from; block < from + count; block++) {
            // By definition not staged, though the policy may want the rest of the last block.
            if (block >= requestFirst && block <= requestLast) {
                policy.onOutcome(PrefetchResult.DROPPED, block, 1);
                continue;
            }
            if (block < 0 || buffer.contains(block)) {
                skipped++;
                continue;
            }
            if (buffer.size() == bufferBlocks) {
                Iterator<Long> oldest = buffer.iterator();
                long evicted = oldest.next();
                oldest.remove();
                policy.onOutcome(PrefetchResult.EVICTED, evicted, 1);
            }
            buffer.add(block);
            issued++;
        }
    }

    /** Adds the counts of another replay. */
    void add(BufferReplay other) {
        demand += other.demand;
        hits += other.hits;
        issued += other.issued;
        skipped += other.skipped;
    }

    double coverage() {
        return (double) hits / demand;
    }

    double accuracy() {
        return issued == 0 ? 0 : (double) hits / issued;
    }

    double netBenefit(double wasteCost) {
        return coverage() - wasteCost * (issued - hits) / demand;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "coverage=%.4f accuracy=%.4f net=%.4f traffic=%.3f issued=%d demand=%d",
                coverage(),
                accuracy(),
                netBenefit(0.5),
                (double) (demand - hits + issued) / demand,
                issued,
                demand);
    }
}
