package io.forebay.evaluation.prefetch;

/** Blocks that a rule wants staged after a read, in its order; what is beyond the room is lost. */
final class Proposals {
    private final long[] blocks;
    private int size;

    Proposals(int capacity) {
        blocks = new long[capacity];
    }

    void clear() {
        size = 0;
    }

    void add(long block) {
        if (size < blocks.length) {
            blocks[size++] = block;
        }
    }

    /** Adds {@code first} to {@code last}. */
    void addRange(long first, long last) {
        for (long block = first; block <= last && size < blocks.length; block++) {
            blocks[size++] = block;
        }
    }

    int size() {
        return size;
    }

    long block(int index) {
        return blocks[index];
    }
}
