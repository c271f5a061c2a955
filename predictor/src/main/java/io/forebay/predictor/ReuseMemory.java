package io.forebay.predictor;

/**
 * How often and how lately places were read: some of a function's places are hot, and are read
 * again before long. Direct mapped; a place that was read often gives way only after others have
 * asked for its room as often. One thread.
 */
final class ReuseMemory {
    private static final int MOST_COUNT = 15;
    private static final int COUNT_CLASSES = 4;
    private static final int AGE_CLASSES = 6;

    /** What {@link #add} answers is from 0 to this. */
    static final int CLASSES = COUNT_CLASSES * AGE_CLASSES;

    private final int[] places;
    private final int[] seen;
    private final byte[] counts;
    private int reads;

    /**
     * @param capacity a power of two
     */
    ReuseMemory(int capacity) {
        places = new int[capacity];
        seen = new int[capacity];
        counts = new byte[capacity];
    }

    /**
     * Takes a read of a place.
     *
     * @return 0 where the place was not read as far as is known; above 0 a class of how often and
     *     how lately it was
     */
    int add(long place) {
        reads++;
        int hash = Hashing.mix(6, place);
        int at = hash & (places.length - 1);
        if (counts[at] == 0 || places[at] != hash) {
            if (counts[at] > 0 && --counts[at] > 0) {
                return 0;
            }
            places[at] = hash;
            seen[at] = reads;
            counts[at] = 1;
            return 0;
        }
        int age = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, reads - seen[at]));
        int ageClass = Math.min(AGE_CLASSES - 1, (age - 1) / 2);
        int countClass = Math.min(COUNT_CLASSES - 1, bits(counts[at]) - 1);
        seen[at] = reads;
        counts[at] = (byte) Math.min(MOST_COUNT, counts[at] + 1);
        return 1 + countClass * AGE_CLASSES + ageClass;
    }

    private static int bits(int value) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(value);
    }

    int memoryBytes() {
        return places.length * (2 * Integer.BYTES + 1);
    }

    void write(SnapshotWriter out) {
        out.putInts(places);
        out.putInts(seen);
        out.putBytes(counts);
        out.putInt(reads);
    }

    void read(SnapshotReader in) {
        in.getInts(places);
        in.getInts(seen);
        in.getBytes(counts);
        reads = in.getInt();
    }
}
