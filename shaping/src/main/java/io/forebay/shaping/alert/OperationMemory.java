package io.forebay.shaping.alert;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a function reads and what it writes: how much (to a factor of two) in which part of its
 * addresses, 4 MiB of a block device or 256 KiB of host memory. Tells elements that read what was
 * only written lately, or the reverse. Remembers 4,096 to 8,192 such uses in 8 KiB, with some 5 %
 * of the new ones taken for known. One thread.
 */
public final class OperationMemory {
    private static final int WORDS = 512;
    private static final int GENERATION_USES = 4096;
    private static final int BLOCK_SHIFT = 22;
    private static final int MEMORY_SHIFT = 18;
    private static final int OCTAVE_BITS = 6;

    /** Uses that are held back, so that a new one still counts as new when it comes again. */
    private static final int HELD_BACK = 8;

    private final RecentKeys known = new RecentKeys(WORDS, GENERATION_USES);
    private final long[] heldBack = new long[HELD_BACK];
    private int held;
    private int next;

    /**
     * Takes in an element; whether only the opposite was done with its like. Elements that neither
     * read nor write have no opposite.
     */
    public boolean visit(TrafficElement element) {
        boolean isRead = element.getOperation() == Operation.READ;
        if (!isRead && element.getOperation() != Operation.WRITE) {
            return false;
        }
        long use = use(element) << 1 | (isRead ? 1 : 0);
        boolean isSwapped = !known.knows(use) && known.knows(use ^ 1);
        if (held == HELD_BACK) {
            known.visit(heldBack[next]);
        } else {
            held++;
        }
        heldBack[next] = use;
        next = (next + 1) % HELD_BACK;
        return isSwapped;
    }

    private static long use(TrafficElement element) {
        int shift = element.getKind() == ElementKind.TLP ? MEMORY_SHIFT : BLOCK_SHIFT;
        int octave = Long.SIZE - Long.numberOfLeadingZeros(element.getLengthBytes());
        return element.getAddress() >>> shift << OCTAVE_BITS | octave;
    }

    /** Writes all of it: 8 KiB. */
    public void write(DataOutput out) throws IOException {
        known.write(out);
        out.writeByte(held);
        for (int i = 0; i < held; i++) {
            out.writeLong(heldBack[Math.floorMod(next - held + i, HELD_BACK)]);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static OperationMemory read(DataInput in) throws IOException {
        var memory = new OperationMemory();
        memory.known.read(in);
        memory.held = in.readByte();
        if (memory.held < 0 || memory.held > HELD_BACK) {
            throw new IllegalArgumentException(
                    "operation memory cannot be read: heldBack=" + memory.held);
        }
        for (int i = 0; i < memory.held; i++) {
            memory.heldBack[i] = in.readLong();
        }
        memory.next = memory.held % HELD_BACK;
        return memory;
    }
}
