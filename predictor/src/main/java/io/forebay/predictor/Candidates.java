package io.forebay.predictor;

/**
 * Likely next reads of a function, the likeliest first, in 512-byte sectors. Filled anew by each
 * roll-out; reused; one thread.
 */
public final class Candidates {
    private final long[] firstSector;
    private final int[] sectorCount;
    private final float[] probability;
    private int size;

    public Candidates(int capacity) {
        firstSector = new long[capacity];
        sectorCount = new int[capacity];
        probability = new float[capacity];
    }

    public void clear() {
        size = 0;
    }

    /** Adds a candidate unless there is no room; true when it was added. */
    public boolean add(long sector, int sectors, float likelihood) {
        if (size == firstSector.length) {
            return false;
        }
        firstSector[size] = sector;
        sectorCount[size] = sectors;
        probability[size] = likelihood;
        size++;
        return true;
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return firstSector.length;
    }

    public long firstSector(int index) {
        return firstSector[index];
    }

    public int sectorCount(int index) {
        return sectorCount[index];
    }

    /**
     * Probability that a block of this range is read before the function has read 128 times more, 0
     * to 1; where waiting for the next chance costs nothing, what is undecided till then counts as
     * one third.
     */
    public float probability(int index) {
        return probability[index];
    }
}
