package io.forebay.predictor;

/**
 * What the model paid for one request, in bits, head by head. Reused from request to request; one
 * thread.
 */
public final class PredictionScore {
    public double operationBits;
    public double sizeBits;
    public double deltaBits;
    public double gapBits;

    /** Bits of the whole request. */
    public double totalBits() {
        return operationBits + sizeBits + deltaBits + gapBits;
    }
}
