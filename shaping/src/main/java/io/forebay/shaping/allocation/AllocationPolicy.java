package io.forebay.shaping.allocation;

import java.util.Arrays;

/**
 * Shares a device's buffer budget out by forecast demand: floors first, the rest by need, exactly.
 * Not thread safe; allocates nothing once it has seen its largest {@code count} (up to 4,096
 * functions).
 */
public final class AllocationPolicy {
    /*
     * Needs are rounded to whole bytes and shares computed in exact integers, with the largest
     * remainders (Hamilton's method) taking what rounding down leaves. So the sum is the budget, a
     * share does not depend on the order in which doubles are added up, and a function that needs
     * more never gets less.
     */
    private static final long LARGEST_NEED_BYTES = 1L << 50;

    private final long floorBytes;
    private final double hysteresis;
    private final ExactQuotient quotient = new ExactQuotient();
    private long[] weights = new long[0];
    private long[] remainders = new long[0];
    private long[] scratch = new long[0];
    private long[] sameFloors = new long[0];

    /**
     * Sets what every function is guaranteed and how steady shares are.
     *
     * @param floorBytes every function gets at least this, as long as the budget holds that much
     * @param hysteresis share of a function's space by which its need must differ before any share
     *     moves, 0 to 1
     * @throws IllegalArgumentException when either is outside its range
     */
    public AllocationPolicy(long floorBytes, double hysteresis) {
        if (floorBytes < 0) {
            throw new IllegalArgumentException(
                    "floorBytes must not be negative: floorBytes=" + floorBytes);
        }
        if (!(hysteresis >= 0 && hysteresis <= 1)) {
            throw new IllegalArgumentException(
                    "hysteresis must be 0 to 1: hysteresis=" + hysteresis);
        }
        this.floorBytes = floorBytes;
        this.hysteresis = hysteresis;
    }

    /**
     * Shares {@code budgetBytes} out among {@code count} functions with the same floor; see below.
     */
    public boolean allocate(
            long budgetBytes,
            int count,
            double[] needBytes,
            long[] previousBytes,
            long[] shareBytes) {
        if (sameFloors.length < count) {
            sameFloors = new long[count];
        }
        Arrays.fill(sameFloors, 0, count, floorBytes);
        return allocate(budgetBytes, count, sameFloors, needBytes, previousBytes, shareBytes);
    }

    /**
     * Shares {@code budgetBytes} out among {@code count} functions; the shares add up to the
     * budget. Where the budget does not hold all floors, all get the same part of their floor.
     * Previous shares stay in force while they are valid (they add up to the budget and keep the
     * floors) and none of the new ones differs by more than the hysteresis.
     *
     * @param budgetBytes at least 0
     * @param count functions, 0 or more; the arrays hold at least as many
     * @param floors what each function gets at least, 0 or more
     * @param needBytes forecast need of each function, at least 0; values that are not numbers
     *     count as 0, and above 2^50 as 2^50
     * @param previousBytes shares in force, all 0 at first; not the same array as {@code
     *     shareBytes}
     * @param shareBytes takes the result
     * @return whether any share differs from the previous ones
     */
    public boolean allocate(
            long budgetBytes,
            int count,
            long[] floors,
            double[] needBytes,
            long[] previousBytes,
            long[] shareBytes) {
        if (budgetBytes < 0) {
            throw new IllegalArgumentException(
                    "budgetBytes must not be negative: budgetBytes=" + budgetBytes);
        }
        if (count == 0) {
            return false;
        }
        ensureCapacity(count);
        long largestFloor = Long.MAX_VALUE / count;
        long floorSum = 0;
        for (int i = 0; i < count; i++) {
            weights[i] = Math.min(largestFloor, floors[i]);
            floorSum += weights[i];
        }
        boolean floorsFit = floorSum <= budgetBytes;
        // Where floors do not fit, they are the weights.
        long total = floorsFit ? weigh(count, needBytes) : floorSum;
        if (total == 0) {
            Arrays.fill(weights, 0, count, 1);
            total = count;
        }
        for (int i = 0; i < count; i++) {
            shareBytes[i] = floorsFit ? floors[i] : 0;
        }
        shareOut(budgetBytes - (floorsFit ? floorSum : 0), count, total, shareBytes);
        if (keepsPrevious(
                budgetBytes, floorsFit ? floors : null, count, previousBytes, shareBytes)) {
            System.arraycopy(previousBytes, 0, shareBytes, 0, count);
            return false;
        }
        return !Arrays.equals(previousBytes, 0, count, shareBytes, 0, count);
    }

    private void ensureCapacity(int count) {
        if (weights.length < count) {
            weights = new long[count];
            remainders = new long[count];
            scratch = new long[count];
        }
    }

    /** Rounds the needs to whole bytes, small enough for their sum to be exact; the sum. */
    private long weigh(int count, double[] needBytes) {
        long largest = Math.min(LARGEST_NEED_BYTES, Long.MAX_VALUE / count);
        long total = 0;
        for (int i = 0; i < count; i++) {
            // Math.round takes what is not a number to 0, and infinities to the ends of long.
            weights[i] = Math.max(0, Math.min(largest, Math.round(needBytes[i])));
            total += weights[i];
        }
        return total;
    }

    /** Adds {@code bytes} to the shares by weight. */
    private void shareOut(long bytes, int count, long total, long[] shareBytes) {
        long left = bytes;
        for (int i = 0; i < count; i++) {
            quotient.divideProduct(bytes, weights[i], total);
            remainders[i] = quotient.remainder();
            shareBytes[i] += quotient.quotient();
            left -= quotient.quotient();
        }
        if (left > 0) {
            giveToLargestRemainders((int) left, count, shareBytes);
        }
    }

    /** One byte each to the {@code bytes} largest remainders. */
    private void giveToLargestRemainders(int bytes, int count, long[] shareBytes) {
        System.arraycopy(remainders, 0, scratch, 0, count);
        Arrays.sort(scratch, 0, count);
        long threshold = scratch[count - bytes];
        int atThreshold = bytes;
        for (int i = 0; i < count; i++) {
            if (remainders[i] > threshold) {
                shareBytes[i]++;
                atThreshold--;
            }
        }
        giveToTies(threshold, atThreshold, count, shareBytes);
    }

    /** Of equal remainders, those of the larger needs come first, then those of the lower index. */
    private void giveToTies(long remainder, int bytes, int count, long[] shareBytes) {
        int ties = 0;
        for (int i = 0; i < count; i++) {
            if (remainders[i] == remainder) {
                scratch[ties++] = weights[i];
            }
        }
        Arrays.sort(scratch, 0, ties);
        long need = scratch[ties - bytes];
        int atNeed = bytes;
        for (int i = 0; i < count; i++) {
            if (remainders[i] == remainder && weights[i] > need) {
                shareBytes[i]++;
                atNeed--;
            }
        }
        for (int i = 0; i < count && atNeed > 0; i++) {
            if (remainders[i] == remainder && weights[i] == need) {
                shareBytes[i]++;
                atNeed--;
            }
        }
    }

    private boolean keepsPrevious(
            long budgetBytes, long[] floors, int count, long[] previousBytes, long[] shareBytes) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long previous = previousBytes[i];
            if (previous < (floors == null ? 0 : floors[i])
                    || previous > budgetBytes - sum
                    || Math.abs(shareBytes[i] - previous) > hysteresis * previous) {
                return false;
            }
            sum += previous;
        }
        return sum == budgetBytes;
    }
}
