package io.forebay.shaping.allocation;

import java.util.Arrays;

/**
 * Slots of one memory that functions share: what each holds, what each is guaranteed, how much each
 * may hold at most, and so which elements are let in. What is let in is never dropped; where a
 * guarantee or a limit shrinks below what a function holds, it gets nothing new until it has
 * drained.
 *
 * <p>All amounts are bytes. One thread; nothing is allocated per element.
 */
public final class SharedPool {
    /*
     * A function may always use its guarantee: the rest of all guarantees is never lent. Of the
     * memory that is open to all, a queue may take a multiple of what it would leave, scaled by its
     * drain rate (dynamic thresholds, Choudhury and Hahne, 1998), so that a little always stays
     * for queues that are short for their rate. The multiple is large: space kept free is lost
     * when nobody comes for it.
     */
    private static final long THRESHOLD_MULTIPLE = 12;

    /** Drain rates are kept in parts of this for the threshold. */
    private static final long RATE_SCALE = 1L << 16;

    private static final int INITIAL_FUNCTIONS = 16;

    private final long budgetBytes;
    private int count;
    private long[] heldBytes = new long[INITIAL_FUNCTIONS];
    private long[] guaranteedBytes = new long[INITIAL_FUNCTIONS];
    private long[] limitBytes = new long[INITIAL_FUNCTIONS];
    private long[] relativeRate = new long[INITIAL_FUNCTIONS];
    private long usedBytes;

    /** Guarantees that are not used. */
    private long keptBytes;

    /**
     * An empty memory without functions.
     *
     * @param budgetBytes 0 to 2^46
     */
    public SharedPool(long budgetBytes) {
        if (budgetBytes < 0 || budgetBytes > 1L << 46) {
            throw new IllegalArgumentException(
                    "budgetBytes must be from 0 to 2^46: budgetBytes=" + budgetBytes);
        }
        this.budgetBytes = budgetBytes;
    }

    /** Adds a function without guarantee that may hold all; its number, from 0 on. */
    public int addFunction() {
        if (count == heldBytes.length) {
            heldBytes = Arrays.copyOf(heldBytes, 2 * count);
            guaranteedBytes = Arrays.copyOf(guaranteedBytes, 2 * count);
            limitBytes = Arrays.copyOf(limitBytes, 2 * count);
            relativeRate = Arrays.copyOf(relativeRate, 2 * count);
        }
        limitBytes[count] = budgetBytes;
        relativeRate[count] = RATE_SCALE;
        return count++;
    }

    /**
     * Sets what a function is guaranteed and how much it may hold at most. Guarantees of all
     * functions together should not exceed the budget, else they are no guarantees.
     *
     * @throws IllegalArgumentException when the guarantee is negative or above the limit
     */
    public void entitle(int function, long guaranteed, long limit) {
        if (guaranteed < 0 || guaranteed > limit) {
            throw new IllegalArgumentException(
                    "guarantee is negative or above the limit: guaranteed="
                            + guaranteed
                            + ", limit="
                            + limit);
        }
        keptBytes -= unused(function);
        guaranteedBytes[function] = guaranteed;
        limitBytes[function] = limit;
        keptBytes += unused(function);
    }

    /**
     * Sets how fast the functions' queues drain, in any unit; only the ratios count. Where nothing
     * drains all count alike.
     *
     * @param rates one for each function, 0 or more
     */
    public void setDrainRates(double[] rates) {
        double sum = 0;
        for (int f = 0; f < count; f++) {
            sum += rates[f];
        }
        for (int f = 0; f < count; f++) {
            relativeRate[f] = sum > 0 ? scaled(count * rates[f] / sum) : RATE_SCALE;
        }
    }

    /** To the power of 5/4: what fast queues lose is most of all that is lost. */
    private static long scaled(double relative) {
        return Math.max(1, Math.round(RATE_SCALE * relative * Math.sqrt(Math.sqrt(relative))));
    }

    /** Whether an element is within what its function is guaranteed. */
    public boolean isGuaranteed(int function, long bytes) {
        return bytes <= guaranteedBytes[function] - heldBytes[function];
    }

    /** Whether an element may be let in now. */
    public boolean admits(int function, long bytes) {
        if (isGuaranteed(function, bytes)) {
            return bytes <= budgetBytes - usedBytes;
        }
        long open = budgetBytes - usedBytes - (keptBytes - unused(function));
        return bytes <= open
                && bytes <= limitBytes[function] - heldBytes[function]
                && isBelowThreshold(function, bytes, open);
    }

    /** Notes that an element was let in, whether or not it was entitled to it. */
    public void take(int function, long bytes) {
        keptBytes -= unused(function);
        heldBytes[function] += bytes;
        usedBytes += bytes;
        keptBytes += unused(function);
    }

    /** Notes that an element is gone. */
    public void release(int function, long bytes) {
        keptBytes -= unused(function);
        heldBytes[function] -= bytes;
        usedBytes -= bytes;
        keptBytes += unused(function);
    }

    public long heldBytes(int function) {
        return heldBytes[function];
    }

    public long usedBytes() {
        return usedBytes;
    }

    /** A function alone has nobody to leave space for. */
    private boolean isBelowThreshold(int function, long bytes, long open) {
        long multiple = THRESHOLD_MULTIPLE * relativeRate[function];
        return count == 1 || isAtMost(heldBytes[function] + bytes, RATE_SCALE, multiple, open);
    }

    private long unused(int function) {
        return Math.max(0, guaranteedBytes[function] - heldBytes[function]);
    }

    /** Whether a * b is at most c * d, with products of 128 bits. */
    private static boolean isAtMost(long a, long b, long c, long d) {
        int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
        return high < 0 || (high == 0 && Long.compareUnsigned(a * b, c * d) <= 0);
    }
}
