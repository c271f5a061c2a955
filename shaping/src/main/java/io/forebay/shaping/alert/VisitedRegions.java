package io.forebay.shaping.alert;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which parts of its address space a function has touched lately: regions of 1 MiB of a block
 * device, of 64 KiB of host memory, single flows of a network. Remembers the last 1,024 to 2,048
 * regions in 4 KiB, with some 5 % of the new ones taken for known. One thread.
 */
public final class VisitedRegions {
    private static final int WORDS = 256;
    private static final int GENERATION_REGIONS = 1024;
    private static final int BLOCK_SHIFT = 20;
    private static final int MEMORY_SHIFT = 16;

    private final RecentKeys keys = new RecentKeys(WORDS, GENERATION_REGIONS);

    /** Takes in an element; whether its region is new. An element without an address is not. */
    public boolean visit(TrafficElement element) {
        long region = regionOf(element);
        return region >= 0 && keys.visit(region);
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

    /** Writes all of it: 4 KiB. */
    public void write(DataOutput out) throws IOException {
        keys.write(out);
    }

    /** Reads what {@link #write} wrote. */
    public static VisitedRegions read(DataInput in) throws IOException {
        var regions = new VisitedRegions();
        regions.keys.read(in);
        return regions;
    }
}
