package io.forebay.shaping.prefetch;

import io.forebay.predictor.Candidates;

/**
 * Proposes what follows a request and what a repeated stride leads to, with the same high
 * probability whether or not it was right so far: a policy has to find out by itself.
 */
final class OverconfidentSource implements BufferReplay.CandidateSource {
    private static final int STRIDE_STEPS = 4;
    private static final float CLAIM = 0.8f;

    private long previousSector = -1;
    private long previousStride;

    @Override
    public void observe(long timeMicros, boolean read, long sector, int sectors, Candidates out) {
        if (!read) {
            return;
        }
        long stride = sector - previousSector;
        if (stride == previousStride && stride != 0) {
            for (int step = 1; step <= STRIDE_STEPS; step++) {
                out.add(sector + step * stride, sectors, CLAIM);
            }
        } else {
            out.add(sector + sectors, 4 * sectors, CLAIM);
        }
        previousStride = stride;
        previousSector = sector;
    }
}
