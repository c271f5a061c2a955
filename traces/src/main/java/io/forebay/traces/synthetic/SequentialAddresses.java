package io.forebay.traces.synthetic;

import java.util.SplittableRandom;

/** Runs that go up without a hole, each from a random start. */
final class SequentialAddresses implements AddressPattern {
    private static final long ALIGNMENT_BYTES = 1 << 20;

    private final Parameters parameters;
    private final SplittableRandom random;
    private long nextAddress;
    private long remaining;

    /**
     * @param baseBytes first byte of the region
     * @param spanBytes size of the region
     * @param runLength requests of one run
     * @param sizes sizes of the requests
     */
    record Parameters(long baseBytes, long spanBytes, long runLength, RequestSizes sizes) {
        Parameters {
            Distributions.requirePositive("runLength", runLength);
            if (baseBytes < 0 || spanBytes < ALIGNMENT_BYTES) {
                throw new IllegalArgumentException(
                        "region is negative or below 1 MiB: baseBytes="
                                + baseBytes
                                + ", spanBytes="
                                + spanBytes);
            }
        }
    }

    SequentialAddresses(Parameters parameters, SplittableRandom random) {
        this.parameters = parameters;
        this.random = random;
    }

    @Override
    public void next(GeneratedElement out) {
        long lengthBytes = parameters.sizes.next(random);
        long end = parameters.baseBytes + parameters.spanBytes;
        if (remaining == 0 || nextAddress + lengthBytes > end) {
            long slots = parameters.spanBytes / ALIGNMENT_BYTES;
            nextAddress = parameters.baseBytes + random.nextLong(slots) * ALIGNMENT_BYTES;
            remaining = parameters.runLength;
        }
        remaining--;
        out.address = nextAddress;
        out.lengthBytes = lengthBytes;
        nextAddress += lengthBytes;
    }
}
