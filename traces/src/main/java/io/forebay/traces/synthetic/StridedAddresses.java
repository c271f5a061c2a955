package io.forebay.traces.synthetic;

/** Requests of one size at a fixed distance; at the end of the region it starts over, shifted. */
final class StridedAddresses implements AddressPattern {
    private final Parameters parameters;
    private long offset;
    private long shift;

    /**
     * @param baseBytes first byte of the region
     * @param spanBytes size of the region
     * @param strideBytes from the start of a request to the start of the next
     * @param lengthBytes size of a request
     */
    record Parameters(long baseBytes, long spanBytes, long strideBytes, long lengthBytes) {
        Parameters {
            Distributions.requirePositive("lengthBytes", lengthBytes);
            if (baseBytes < 0 || strideBytes < lengthBytes || spanBytes < 2 * strideBytes) {
                throw new IllegalArgumentException(
                        "stride does not fit its region: baseBytes="
                                + baseBytes
                                + ", spanBytes="
                                + spanBytes
                                + ", strideBytes="
                                + strideBytes);
            }
        }
    }

    StridedAddresses(Parameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public void next(GeneratedElement out) {
        out.address = parameters.baseBytes + offset + shift;
        out.lengthBytes = parameters.lengthBytes;
        offset += parameters.strideBytes;
        if (offset + parameters.strideBytes > parameters.spanBytes) {
            offset = 0;
            shift += parameters.lengthBytes;
            if (shift + parameters.lengthBytes > parameters.strideBytes) {
                shift = 0;
            }
        }
    }
}
