package io.forebay.evaluation.prefetch;

import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Associations of addresses, after Mithril (Yang et al., 2017): for each start block the two reads
 * seen most recently among the next four.
 */
final class AssociationRule implements PrefetchRule {
    private static final int WINDOW = 4;
    private static final long NONE = -1;

    private final Long2ObjectHashMap<Partners> partners = new Long2ObjectHashMap<>();

    /** Start blocks of the latest reads, the oldest first. */
    private final long[] starts = new long[WINDOW];

    AssociationRule() {
        Arrays.fill(starts, NONE);
    }

    @Override
    public void onRead(int request, long first, long last, Proposals out) {
        long blocks = last - first + 1;
        for (long start : starts) {
            if (start != NONE && start != first) {
                partners.computeIfAbsent(start, key -> new Partners()).add(first, blocks);
            }
        }
        System.arraycopy(starts, 1, starts, 0, WINDOW - 1);
        starts[WINDOW - 1] = first;
        Partners known = partners.get(first);
        if (known != null) {
            out.addRange(known.newer, known.newer + known.newerBlocks - 1);
            out.addRange(known.older, known.older + known.olderBlocks - 1);
        }
    }

    /** Two reads, the one seen last first; no blocks where there is none. */
    private static final class Partners {
        private long newer;
        private long newerBlocks;
        private long older;
        private long olderBlocks;

        void add(long first, long blocks) {
            if (newerBlocks == 0 || newer != first) {
                older = newer;
                olderBlocks = newerBlocks;
                newer = first;
            }
            newerBlocks = blocks;
        }
    }
}
