package io.forebay.evaluation.prefetch;

/**
 * Decides for one stream what to stage. Asked after each read of the stream; told what becomes of
 * what it staged. One thread.
 */
interface PrefetchRule {
    /**
     * A read was served: proposes blocks to stage.
     *
     * @param request its number in the trace
     * @param first its first block
     * @param last its last block
     */
    void onRead(int request, long first, long last, Proposals out);

    /** A write was served. */
    default void onWrite(int request) {}

    /** A staged block was read. */
    default void onHit(long block) {}

    /** A staged block was overwritten before it was read. */
    default void onInvalidated(long block) {}

    /** A proposed block was not staged, since the request at hand has it. */
    default void onDropped(long block) {}

    /** Whether this rule takes a block of the full buffer for the one to make room. */
    default boolean gaveUp(long block) {
        return true;
    }
}
