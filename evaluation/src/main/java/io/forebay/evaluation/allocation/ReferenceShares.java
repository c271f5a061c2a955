package io.forebay.evaluation.allocation;

import io.forebay.shaping.allocation.ExactQuotient;
import java.util.Arrays;

/** Shares of an amount by weights as the references define them: ties go to the lowest index. */
final class ReferenceShares {
    private final ExactQuotient quotient = new ExactQuotient();

    /** Shares by weight above a floor of a quarter of an equal share. */
    void withFloor(long[] weights, long bytes, long[] shares) {
        share(weights, bytes, bytes / (4L * weights.length), shares);
    }

    void withoutFloor(long[] weights, long bytes, long[] shares) {
        share(weights, bytes, 0, shares);
    }

    private void share(long[] weights, long bytes, long floor, long[] shares) {
        int functions = weights.length;
        long total = 0;
        for (long weight : weights) {
            total = Math.addExact(total, weight);
        }
        if (total == 0) {
            Arrays.fill(shares, bytes / functions);
            return;
        }
        var remainders = new long[functions];
        long rest = bytes - floor * functions;
        long left = rest;
        for (int f = 0; f < functions; f++) {
            quotient.divideProduct(rest, weights[f], total);
            shares[f] = floor + quotient.quotient();
            remainders[f] = quotient.remainder();
            left -= quotient.quotient();
        }
        for (; left > 0; left--) {
            int largest = 0;
            for (int f = 1; f < functions; f++) {
                if (remainders[f] > remainders[largest]) {
                    largest = f;
                }
            }
            shares[largest]++;
            remainders[largest] = -1;
        }
    }
}
