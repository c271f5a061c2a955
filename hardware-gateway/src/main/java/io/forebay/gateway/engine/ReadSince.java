package io.forebay.gateway.engine;

import io.forebay.gateway.ring.CircularBuffer;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import java.util.BitSet;
import java.util.function.LongPredicate;

/**
 * Which blocks of a range a function has read since a moment, by what its circular buffer holds: a
 * prefetch that was decided before these reads comes too late for them. Looks at the newest {@value
 * #MOST_ELEMENTS} elements. Reused; allocates nothing; not thread safe.
 */
final class ReadSince implements LongPredicate {
    static final int MOST_ELEMENTS = 1024;

    private final BitSet read;
    private long firstBlock;

    ReadSince(int mostBlocks) {
        read = new BitSet(mostBlocks);
    }

    /** Looks for reads that came after {@code sinceNanos} and touch the range. */
    void collect(CircularBuffer ring, long sinceNanos, long first, int blockCount) {
        firstBlock = first;
        read.clear();
        long oldest = Math.max(ring.tail(), ring.head() - MOST_ELEMENTS);
        for (long position = ring.head() - 1;
                position >= oldest && ring.arrivalNanos(position) > sinceNanos;
                position--) {
            if (ring.operation(position) == Operation.READ
                    && ring.kind(position) == ElementKind.BLOCK) {
                mark(ring.address(position), ring.lengthBytes(position), blockCount);
            }
        }
    }

    /** A block that a read ends inside is not marked: its rest may be read next. */
    private void mark(long address, long lengthBytes, int blockCount) {
        long from = Math.max(0, address / PrefetchPolicy.BLOCK_BYTES - firstBlock);
        long end = (address + lengthBytes) / PrefetchPolicy.BLOCK_BYTES - firstBlock;
        long to = Math.min(blockCount, end);
        if (from < to) {
            read.set((int) from, (int) to);
        }
    }

    /** Whether a block of the range has been read. */
    @Override
    public boolean test(long block) {
        return read.get((int) (block - firstBlock));
    }
}
