package io.forebay.shaping.prefetch;

import io.forebay.predictor.Candidates;
import io.forebay.schemas.PrefetchResult;

/**
 * Decides, per function, which blocks to stage: candidates whose expected benefit is positive,
 * throttled by the accuracy that the device reports. A block is 4,096 bytes. One thread.
 */
public final class PrefetchPolicy {
    public static final int BLOCK_BYTES = 4096;

    public PrefetchPolicy(PrefetchSettings settings) {
        throw new UnsupportedOperationException();
    }

    /** Restores a snapshot bit for bit. */
    public static PrefetchPolicy fromBytes(PrefetchSettings settings, byte[] snapshot) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes note of a request and plans what to stage.
     *
     * @param read whether it reads; a write informs the policy and stages nothing by itself
     * @param address first byte
     * @param lengthBytes at least 1
     * @param candidates the predictor's likely next reads after this request
     */
    public void onRequest(
            boolean read, long address, long lengthBytes, Candidates candidates, PrefetchPlan out) {
        throw new UnsupportedOperationException();
    }

    /** Learns what became of staged blocks. */
    public void onOutcome(PrefetchResult result, long firstBlock, int blockCount) {
        throw new UnsupportedOperationException();
    }

    public byte[] toBytes() {
        throw new UnsupportedOperationException();
    }
}
