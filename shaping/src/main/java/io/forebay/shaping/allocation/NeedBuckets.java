package io.forebay.shaping.allocation;

/**
 * Sizes of needs: none, up to 4 KiB, then two buckets for each doubling up to 1 GiB. A bucket
 * covers what is above the bucket below and up to its edge.
 */
final class NeedBuckets {
    /** Buckets in all. */
    static final int COUNT = 38;

    private static final int SMALLEST_SHIFT = 12;
    private static final double[] EDGES = edges();

    private NeedBuckets() {}

    private static double[] edges() {
        var edges = new double[COUNT];
        double half = StrictMath.sqrt(2);
        for (int bucket = 1; bucket < COUNT; bucket++) {
            double octave = 1L << (SMALLEST_SHIFT + (bucket - 1) / 2);
            edges[bucket] = bucket % 2 == 1 ? octave : octave * half;
        }
        return edges;
    }

    /** Largest need of a bucket, in bytes. */
    static double edgeBytes(int bucket) {
        return EDGES[bucket];
    }

    /** Bucket of a need; what is above the largest edge is in the last bucket. */
    static int bucketOf(double bytes) {
        int low = 0;
        int high = COUNT - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (EDGES[middle] >= bytes) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
