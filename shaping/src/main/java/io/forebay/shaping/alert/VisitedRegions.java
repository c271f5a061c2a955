package io.forebay.shaping.alert;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Which parts of its address space a function has touched lately: regions of 1 MiB of a block
 * device, of 64 KiB of host memory, single flows of a network. Remembers the last 1,024 to 2,048
 * regions in 4 KiB, with some 5 % of the new ones taken for known. One thread.
 */
public final class VisitedRegions {
    /*
     * Two generations of one Bloom filter with two hashes: when the younger is full, it becomes the
     * older one, and what was only in that is forgotten.
     */
    private static final int WORDS = 256;
    private static final int BITS = WORDS * Long.SIZE;
    private static final int GENERATION_REGIONS = 1024;
    private static final int BLOCK_SHIFT = 20;
    private static final int MEMORY_SHIFT = 16;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private long[] young = new long[WORDS];
    private long[] old = new long[WORDS];
    private int youngRegions;

    /** Takes in an element; whether its region is new. An element without an address is not. */
    public boolean visit(TrafficElement element) {
        long region = regionOf(element);
        if (region < 0) {
            return false;
        }
        long hash = (region + 1) * MIX;
        hash ^= hash >>> 32;
        hash *= MIX;
        int first = (int) (hash >>> 40) & (BITS - 1);
        int second = (int) (hash >>> 16) & (BITS - 1);
        boolean isYoung = has(young, first) && has(young, second);
        boolean isKnown = isYoung || (has(old, first) && has(old, second));
        if (!isYoung) {
            add(first, second);
        }
        return !isKnown;
    }

    private static long regionOf(TrafficElement element) {
        if (element.getKind() == ElementKind.ETHERNET
                && element.getOperation() == Operation.FRAME) {
            return element.getAddress() & Long.MAX_VALUE;
        }
        if (element.getLengthBytes() == 0) {
            return -1;
        }
        int shift = element.getKind() == ElementKind.TLP ? MEMORY_SHIFT : BLOCK_SHIFT;
        return element.getAddress() >>> shift;
    }

    private void add(int first, int second) {
        if (youngRegions == GENERATION_REGIONS) {
            long[] forgotten = old;
            old = young;
            young = forgotten;
            Arrays.fill(young, 0);
            youngRegions = 0;
        }
        young[first >>> 6] |= 1L << first;
        young[second >>> 6] |= 1L << second;
        youngRegions++;
    }

    private static boolean has(long[] filter, int bit) {
        return (filter[bit >>> 6] >>> bit & 1) != 0;
    }

    /** Writes all of it: 4 KiB. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(youngRegions);
        for (int i = 0; i < WORDS; i++) {
            out.writeLong(young[i]);
            out.writeLong(old[i]);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static VisitedRegions read(DataInput in) throws IOException {
        var regions = new VisitedRegions();
        regions.youngRegions = in.readInt();
        if (regions.youngRegions < 0 || regions.youngRegions > GENERATION_REGIONS) {
            throw new IllegalArgumentException(
                    "visited regions cannot be read: youngRegions=" + regions.youngRegions);
        }
        for (int i = 0; i < WORDS; i++) {
            regions.young[i] = in.readLong();
            regions.old[i] = in.readLong();
        }
        return regions;
    }
}
