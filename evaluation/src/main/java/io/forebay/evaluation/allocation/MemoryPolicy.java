package io.forebay.evaluation.allocation;

/** Decides which elements enter a {@link SharedMemory}. One replay, one thread. */
interface MemoryPolicy {
    /** Time between calls of {@link #onWindow}, 0 for none. */
    default long windowNanos() {
        return 0;
    }

    /** A window has ended; everything up to its end has been completed, and offered before it. */
    default void onWindow(SharedMemory memory, long nanos) {}

    /**
     * Whether an element is taken in; a policy may push others out of the memory for it. It is
     * refused in any case when it does not fit then.
     *
     * @param element number of the element in the workload; nothing of later ones may be looked at,
     *     but by policies that are called clairvoyant
     */
    boolean admits(SharedMemory memory, int element);

    /** The element was offered, and taken in or not. */
    default void onOffered(SharedMemory memory, int element, boolean isAccepted) {}
}
