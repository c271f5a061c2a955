package io.forebay.shaping.allocation;

/**
 * Quotient and remainder of {@code a * b / divisor} with the product kept in 128 bits. Reused; one
 * thread.
 */
public final class ExactQuotient {
    private long quotient;
    private long remainder;

    /**
     * Divides a product.
     *
     * @param a at least 0
     * @param b 0 to divisor, so that the quotient is at most {@code a}
     * @param divisor at least 1
     */
    public void divideProduct(long a, long b, long divisor) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        if (high == 0 && low >= 0) {
            quotient = low / divisor;
            remainder = low % divisor;
            return;
        }
        divideLong(high, low, divisor);
    }

    /** Schoolbook division bit by bit; high is below the divisor, as b is at most the divisor. */
    private void divideLong(long high, long low, long divisor) {
        long rest = high;
        long result = 0;
        for (int bit = Long.SIZE - 1; bit >= 0; bit--) {
            rest = (rest << 1) | ((low >>> bit) & 1);
            result <<= 1;
            if (Long.compareUnsigned(rest, divisor) >= 0) {
                rest -= divisor;
                result |= 1;
            }
        }
        quotient = result;
        remainder = rest;
    }

    public long quotient() {
        return quotient;
    }

    public long remainder() {
        return remainder;
    }
}
