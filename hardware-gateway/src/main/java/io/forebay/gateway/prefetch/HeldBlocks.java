package io.forebay.gateway.prefetch;

import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongLongConsumer;

/**
 * Which slot holds a block, and the slots of a range of blocks. Looking up allocates nothing once
 * the largest answer has been given. Not thread safe.
 */
final class HeldBlocks {
    private static final int NONE = -1;

    private final Long2LongHashMap slotOfBlock = new Long2LongHashMap(NONE);
    private final LongLongConsumer collector = (block, slot) -> collect(block);
    private long[] matched = new long[64];
    private int count;
    private long firstBlock;
    private long lastBlock;

    void put(long block, int slot) {
        slotOfBlock.put(block, slot);
    }

    void remove(long block) {
        slotOfBlock.remove(block);
    }

    boolean contains(long block) {
        return slotOfBlock.containsKey(block);
    }

    /** Finds what is held of a range, in ascending order, for {@link #slot}; tells how many. */
    int match(long first, long last) {
        count = 0;
        if (slotOfBlock.isEmpty()) {
            return 0;
        }
        firstBlock = first;
        lastBlock = last;
        if (last - first < slotOfBlock.size()) {
            for (long block = first; block <= last; block++) {
                if (slotOfBlock.containsKey(block)) {
                    collect(block);
                }
            }
        } else {
            // More blocks than are held: looks at what is held instead.
            slotOfBlock.forEachLong(collector);
            Arrays.sort(matched, 0, count);
        }
        for (int i = 0; i < count; i++) {
            matched[i] = slotOfBlock.get(matched[i]);
        }
        return count;
    }

    /** Slot of the match with this number, from 0. */
    int slot(int match) {
        return (int) matched[match];
    }

    private void collect(long block) {
        if (block < firstBlock || block > lastBlock) {
            return;
        }
        if (count == matched.length) {
            matched = Arrays.copyOf(matched, count * 2);
        }
        matched[count++] = block;
    }
}
