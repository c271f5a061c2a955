package io.forebay.gateway.ring;

/** Where an engine's rings come from. One thread. */
public interface RingSource {

    /**
     * Opens the ring of a function, once.
     *
     * @param capacity slots of a new ring, a power of two; one that goes on keeps its own
     */
    CircularBuffer open(String functionId, int capacity);

    /** Numbers the next reset of the function domain. */
    int nextGeneration();

    /** Rings that end with the process. */
    static RingSource onHeap() {
        return new RingSource() {
            private int generation = 1;

            @Override
            public CircularBuffer open(String functionId, int capacity) {
                return new CircularBuffer(capacity);
            }

            @Override
            public int nextGeneration() {
                return ++generation;
            }
        };
    }
}
