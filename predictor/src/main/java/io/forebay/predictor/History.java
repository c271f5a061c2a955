package io.forebay.predictor;

/**
 * The latest requests of a function as symbols, found again by what preceded them: the same
 * address, the same two addresses, the same four symbols.
 *
 * <p>An entry packs the four codes (21 bits) and a check of the address (11 bits). An index maps a
 * hash to the position after the latest request that had it.
 */
final class History {
    static final int MATCHERS = 3;
    static final int NO_MATCH = -1;
    private static final int MAX_LENGTH = 127;

    private final int[] entries;
    private final char[][] indexes;
    private final int mask;

    /** Requests written so far. */
    private long written;

    private int previousAddressHash;
    private final int[] hashes = new int[MATCHERS];

    /** Position (count of requests) that each matcher expects to come next; 0 for none. */
    private final long[] expected = new long[MATCHERS];

    private int matchLength;

    History(int length) {
        entries = new int[length];
        indexes = new char[MATCHERS][length];
        mask = length - 1;
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
        return position == 0 ? NO_MATCH : entries[(int) position & mask] & 0x1FFFFF;
    }

    /** Requests in a row that the third matcher foretold. */
    int matchLength() {
        return matchLength;
    }

    /** The {@code back}-th latest request, 1 for the last, packed; 0 before the first. */
    int latest(int back) {
        return back > written ? 0 : entries[(int) (written - back) & mask] & 0x1FFFFF;
    }

    /** Adds the request that came and looks up what followed its like. */
    void add(int packed, long address) {
        boolean foretold = expected[2] != 0 && guess(2) == packed;
        int addressHash = Hashing.mix(0x5bd1, address);
        entries[(int) written & mask] = packed | (addressHash >>> 21) << 21;
        written++;
        hashes[0] = addressHash;
        hashes[1] = Hashing.mix(addressHash, previousAddressHash);
        hashes[2] = symbolsHash();
        previousAddressHash = addressHash;
        expected[0] = lookUp(0, addressHash >>> 21);
        expected[1] = lookUp(1, addressHash >>> 21);
        if (foretold) {
            expected[2]++;
            matchLength = Math.min(MAX_LENGTH, matchLength + 1);
        } else {
            expected[2] = written < 4 ? 0 : lookUp(2, -1);
            matchLength = 0;
        }
        // What is about to be overwritten cannot be followed.
        if (expected[2] != 0 && written - expected[2] > mask) {
            expected[2] = 0;
        }
        for (int m = 0; m < MATCHERS; m++) {
            indexes[m][(hashes[m] ^ hashes[m] >>> 16) & mask] = (char) written;
        }
    }

    private int symbolsHash() {
        int hash = 7;
        for (int back = 1; back <= 4; back++) {
            hash = Hashing.mix(hash, latest(back) & 0xFFFF);
        }
        return hash;
    }

    /**
     * Position after the latest request with the hash, 0 for none; the entry before it must bear
     * the check unless that is -1.
     */
    private long lookUp(int matcher, int check) {
        int hash = hashes[matcher];
        int low = indexes[matcher][(hash ^ hash >>> 16) & mask];
        long age = (written - 1 - low) & 0xFFFF;
        long position = written - 1 - age;
        if (position <= 0 || age >= mask) {
            return 0;
        }
        int entry = entries[(int) (position - 1) & mask];
        if (check >= 0 ? entry >>> 21 != check : (entry & 0xFFFF) != (latest(1) & 0xFFFF)) {
            return 0;
        }
        return position;
    }

    void write(SnapshotWriter out) {
        out.putInts(entries);
        for (char[] index : indexes) {
            out.putChars(index);
        }
        out.putLong(written);
        out.putInt(previousAddressHash);
        out.putLongs(expected);
        out.putInt(matchLength);
    }

    void read(SnapshotReader in) {
        in.getInts(entries);
        for (char[] index : indexes) {
            in.getChars(index);
        }
        written = in.getLong();
        previousAddressHash = in.getInt();
        in.getLongs(expected);
        matchLength = in.getInt();
    }
}
