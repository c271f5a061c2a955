package io.forebay.gateway.ring;

/** Where the memory of one ring comes from. One thread. */
interface RingStorage {

    /**
     * Makes memory for a ring of another size, zero but for the part of the header that does not
     * change. It takes the place of the present one with {@link #replace}.
     *
     * @return null where there is no room; the present memory stays in force
     */
    RingMemory prepare(int capacity);

    /**
     * Puts prepared memory in the place of the present one, at once or not at all.
     *
     * @return false where that failed; the prepared memory must not be used then
     */
    boolean replace(RingMemory present, RingMemory prepared);

    /** Notes that the ring goes on without this storage, until {@link #replace}. */
    void leave(RingMemory present);

    /** Memory of this process alone. */
    RingStorage HEAP =
            new RingStorage() {
                @Override
                public RingMemory prepare(int capacity) {
                    return RingMemory.onHeap(capacity);
                }

                @Override
                public boolean replace(RingMemory present, RingMemory prepared) {
                    return true;
                }

                @Override
                public void leave(RingMemory present) {}
            };
}
