package io.forebay.shaping.prefetch;

/**
 * Block ranges to stage, the most worthwhile first. Filled anew for each request; reused; one
 * thread.
 */
public final class PrefetchPlan {
    private final long[] firstBlock;
    private final int[] blockCount;
    private final float[] probability;
    private int size;
    private boolean inOrder = true;

    public PrefetchPlan(int capacity) {
        firstBlock = new long[capacity];
        blockCount = new int[capacity];
        probability = new float[capacity];
    }

    public void clear() {
        size = 0;
        inOrder = true;
    }

    /** Adds a range unless there is no room; true when it was added. */
    public boolean add(long block, int blocks, float likelihood) {
        if (size == firstBlock.length) {
            return false;
        }
        firstBlock[size] = block;
        blockCount[size] = blocks;
        probability[size] = likelihood;
        size++;
        return true;
    }

    /**
     * Adds a range, joined to one that it continues or that continues it; the joint range carries
     * the average probability of its blocks.
     */
    boolean addJoined(long block, int blocks, float likelihood) {
        for (int i = 0; i < size; i++) {
            boolean follows = firstBlock[i] + blockCount[i] == block;
            if (follows || block + blocks == firstBlock[i]) {
                inOrder &= follows && i == size - 1;
                float weighted = probability[i] * blockCount[i] + likelihood * blocks;
                firstBlock[i] = follows ? firstBlock[i] : block;
                blockCount[i] += blocks;
                probability[i] = weighted / blockCount[i];
                return true;
            }
        }
        return add(block, blocks, likelihood);
    }

    /** Whether blocks were added in the order in which the ranges now hold them. */
    boolean isInOrder() {
        return inOrder;
    }

    public int size() {
        return size;
    }

    public long firstBlock(int index) {
        return firstBlock[index];
    }

    public int blockCount(int index) {
        return blockCount[index];
    }

    public float probability(int index) {
        return probability[index];
    }
}
