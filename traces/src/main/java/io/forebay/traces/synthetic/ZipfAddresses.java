package io.forebay.traces.synthetic;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Slots of a region of which few are asked for often, scattered over the region. */
final class ZipfAddresses implements AddressPattern {
    private final Parameters parameters;
    private final SplittableRandom random;
    private final double[] cumulative;
    private final int[] slotOfRank;

    /**
     * @param baseBytes first byte of the region
     * @param slots places in the region
     * @param slotBytes size of a place, not below the largest request
     * @param exponent 0 for uniform, about 1 for what caches see
     * @param sizes sizes of the requests
     */
    record Parameters(
            long baseBytes, int slots, long slotBytes, double exponent, RequestSizes sizes) {
        Parameters {
            Distributions.requirePositive("slots", slots);
            if (baseBytes < 0
                    || slotBytes < Math.max(sizes.usualBytes(), sizes.mostBytes())
                    || !(exponent >= 0)) {
                throw new IllegalArgumentException(
                        "requests do not fit their slots: baseBytes="
                                + baseBytes
                                + ", slotBytes="
                                + slotBytes
                                + ", exponent="
                                + exponent);
            }
        }
    }

    ZipfAddresses(Parameters parameters, SplittableRandom random) {
        this.parameters = parameters;
        this.random = random;
        this.cumulative = cumulative(parameters.slots, parameters.exponent);
        this.slotOfRank = shuffled(parameters.slots, random);
    }

    private static double[] cumulative(int slots, double exponent) {
        double[] sums = new double[slots];
        double sum = 0;
        for (int i = 0; i < slots; i++) {
            sum += 1 / StrictMath.pow(i + 1, exponent);
            sums[i] = sum;
        }
        return sums;
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] slots = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            slots[i] = slots[other];
            slots[other] = i;
        }
        return slots;
    }

    @Override
    public void next(GeneratedElement out) {
        double draw = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, draw);
        int rank = Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
        out.address = parameters.baseBytes + slotOfRank[rank] * parameters.slotBytes;
        out.lengthBytes = parameters.sizes.next(random);
    }
}
