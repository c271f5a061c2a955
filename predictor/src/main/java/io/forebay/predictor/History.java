package io.forebay.predictor;

import java.util.Arrays;

/**
 * The latest requests of a function as symbols, found again by what preceded them.
 *
 * <p>Three matchers say what may come next: what followed the same address; what followed the same
 * two addresses, followed on for as long as addresses agree, however far back; what followed the
 * same four requests. An entry packs the four codes (21 bits) and a check of the address (11 bits).
 * An index maps a hash to the position after the latest request that had it; since the second
 * matcher follows on, its index takes only every fourth position and reaches four times as far.
 *
 * <p>Memory grows with the requests seen, up to the length.
 */
final class History {
    static final int MATCHERS = 3;
    static final int NO_MATCH = -1;

    private static final int SAME_ADDRESS = 0;
    private static final int SAME_PAIR = 1;
    private static final int SAME_SYMBOLS = 2;

    private static final int FIRST_LENGTH = 1 << 10;
    private static final int MAX_LENGTH = 127;
    private static final int PAIR_STRIDE = 4;

    /** Requests in a row that may differ before the second matcher gives up. */
    private static final int MOST_MISSES = 4;

    private static final int SYMBOL_BITS = 21;
    private static final int SYMBOLS = (1 << SYMBOL_BITS) - 1;

    /** Operation, size and delta, without the gap. */
    private static final int SHAPE = 0xFFFF;

    private final int length;
    private int[] entries;
    private int mask;
    private final char[][] indexes = new char[MATCHERS][];

    /** Requests written so far. */
    private long written;

    private int previousAddressHash;
    private final int[] hashes = new int[MATCHERS];

    /** Position (count of requests) that each matcher expects to come next; 0 for none. */
    private final long[] expected = new long[MATCHERS];

    private int matchLength;
    private int pairMisses;

    /**
     * @param length requests kept, a power of two up to 65,536
     * @param pairSlots slots of the second matcher's index, a power of two
     * @param indexSlots slots of each other index, a power of two
     */
    History(int length, int pairSlots, int indexSlots) {
        this.length = length;
        entries = new int[Math.min(length, FIRST_LENGTH)];
        mask = entries.length - 1;
        indexes[SAME_ADDRESS] = new char[indexSlots];
        indexes[SAME_PAIR] = new char[pairSlots];
        indexes[SAME_SYMBOLS] = new char[indexSlots];
    }

    static int pack(int operationCode, int size, int delta, int gap) {
        return operationCode | size << 5 | delta << 9 | gap << 16;
    }

    /** Code of a head in a packed entry. */
    static int unpack(int entry, int head) {
        return switch (head) {
            case RequestSymbols.OPERATION -> entry & 31;
            case RequestSymbols.SIZE -> entry >>> 5 & 15;
            case RequestSymbols.DELTA -> entry >>> 9 & 127;
            default -> entry >>> 16 & 31;
        };
    }

    /** What the matcher expects next, packed; -1 when nothing. */
    int guess(int matcher) {
        long position = expected[matcher];
        return position == 0 ? NO_MATCH : entries[(int) position & mask] & SYMBOLS;
    }

    /** Requests in a row that the third matcher foretold. */
    int matchLength() {
        return matchLength;
    }

    /** The {@code back}-th latest request, 1 for the last, packed; 0 before the first. */
    int latest(int back) {
        return back > written ? 0 : entries[(int) (written - back) & mask] & SYMBOLS;
    }

    /** Requests that {@link #latest} can still tell. */
    int kept() {
        return (int) Math.min(written, entries.length);
    }

    /** Bytes of the arrays. */
    long bytes() {
        long bytes = 4L * entries.length;
        for (char[] index : indexes) {
            bytes += 2L * index.length;
        }
        return bytes;
    }

    /** Adds the request that came and looks up what followed its like. */
    void add(int packed, long address) {
        int addressHash = Hashing.mix(0x5bd1, address);
        int check = addressHash >>> SYMBOL_BITS;
        boolean pairHeld = expected[SAME_PAIR] != 0 && checkAt(expected[SAME_PAIR]) == check;
        boolean symbolsHeld = expected[SAME_SYMBOLS] != 0 && guess(SAME_SYMBOLS) == packed;
        growWhenFull();
        entries[(int) written & mask] = packed | check << SYMBOL_BITS;
        written++;
        hashes[SAME_ADDRESS] = addressHash;
        hashes[SAME_PAIR] = Hashing.mix(addressHash, previousAddressHash);
        hashes[SAME_SYMBOLS] = symbolsHash();
        previousAddressHash = addressHash;
        expected[SAME_ADDRESS] = lookUp(SAME_ADDRESS, check);
        expectAfterPair(pairHeld, check);
        expectAfterSymbols(symbolsHeld);
        index(SAME_ADDRESS);
        index(SAME_SYMBOLS);
        if (written % PAIR_STRIDE == 0) {
            index(SAME_PAIR);
        }
    }

    private int checkAt(long position) {
        return entries[(int) position & mask] >>> SYMBOL_BITS;
    }

    private void growWhenFull() {
        if (written == entries.length && entries.length < length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
            mask = entries.length - 1;
        }
    }

    private void expectAfterPair(boolean held, int check) {
        long next = expected[SAME_PAIR];
        if (held) {
            next++;
            pairMisses = 0;
        } else {
            long found = lookUp(SAME_PAIR, check);
            if (found != 0) {
                next = found;
                pairMisses = 0;
            } else if (next != 0) {
                next = ++pairMisses < MOST_MISSES ? next + 1 : 0;
            }
        }
        expected[SAME_PAIR] = isHeld(next) ? next : 0;
    }

    private void expectAfterSymbols(boolean held) {
        long next;
        if (held) {
            next = expected[SAME_SYMBOLS] + 1;
            matchLength = Math.min(MAX_LENGTH, matchLength + 1);
        } else {
            next = written < 4 ? 0 : lookUp(SAME_SYMBOLS, -1);
            matchLength = 0;
        }
        expected[SAME_SYMBOLS] = isHeld(next) ? next : 0;
    }

    /** Whether the request at a position came already and is not about to be overwritten. */
    private boolean isHeld(long position) {
        return position < written && written - position <= mask;
    }

    private void index(int matcher) {
        char[] index = indexes[matcher];
        int hash = hashes[matcher];
        index[(hash ^ hash >>> 16) & index.length - 1] = (char) written;
    }

    private int symbolsHash() {
        int hash = 7;
        for (int back = 1; back <= 4; back++) {
            hash = Hashing.mix(hash, latest(back) & SHAPE);
        }
        return hash;
    }

    /**
     * Position after the latest request with the hash, 0 for none; the entry before it must bear
     * the check unless that is -1.
     */
    private long lookUp(int matcher, int check) {
        char[] index = indexes[matcher];
        int hash = hashes[matcher];
        int low = index[(hash ^ hash >>> 16) & index.length - 1];
        long age = (written - 1 - low) & 0xFFFF;
        long position = written - 1 - age;
        if (position <= 0 || age >= mask) {
            return 0;
        }
        int entry = entries[(int) (position - 1) & mask];
        boolean same =
                check >= 0
                        ? entry >>> SYMBOL_BITS == check
                        : (entry & SHAPE) == (latest(1) & SHAPE);
        return same ? position : 0;
    }

    void write(SnapshotWriter out) {
        out.putLong(written);
        out.putInts(entries);
        for (char[] index : indexes) {
            out.putChars(index);
        }
        out.putInt(previousAddressHash);
        out.putLongs(expected);
        out.putInt(matchLength);
        out.putInt(pairMisses);
    }

    void read(SnapshotReader in) {
        written = in.getLong();
        if (written < 0) {
            throw new IllegalArgumentException("corrupt snapshot: requests=" + written);
        }
        int kept = entries.length;
        while (kept < length && written > kept) {
            kept *= 2;
        }
        entries = new int[kept];
        mask = kept - 1;
        in.getInts(entries);
        for (char[] index : indexes) {
            in.getChars(index);
        }
        previousAddressHash = in.getInt();
        in.getLongs(expected);
        matchLength = Snapshots.requireRange("match length", in.getInt(), 0, MAX_LENGTH);
        pairMisses = Snapshots.requireRange("misses", in.getInt(), 0, MOST_MISSES);
    }
}
