package io.forebay.evaluation.priority;

import java.util.Arrays;

/**
 * The size guesses of the reference policies, learned from the bursts of each function as they end.
 * Integers only.
 */
final class BurstHistories {
    private static final int CLASSES = 40;
    private static final int LENGTH_CLASSES = 32;
    private static final int AVERAGE_SHIFT = 4;
    private static final int FEWEST_IN_CONTEXT = 2;

    private final ElementWorkload workload;
    private final long[] previousBytes;
    private final long[] average;
    private final Table byFunction;
    private final Table byFirst;
    private final Table byFirstAndPrevious;
    private final int[] firstRow;
    private final int[] narrowRow;

    BurstHistories(ElementWorkload workload) {
        this.workload = workload;
        int functions = workload.functionCount;
        int rows = functions * 2 * LENGTH_CLASSES;
        previousBytes = new long[functions];
        average = new long[functions];
        Arrays.fill(average, -1);
        byFunction = new Table(functions);
        byFirst = new Table(rows);
        byFirstAndPrevious = new Table(rows * LENGTH_CLASSES);
        firstRow = new int[functions];
        narrowRow = new int[functions];
    }

    /** Counts and byte sums of bursts by rows and size classes. */
    private static final class Table {
        final int[] counts;
        final long[] sums;

        Table(int rows) {
            counts = new int[rows * CLASSES];
            sums = new long[rows * CLASSES];
        }

        void learn(int row, long size) {
            int at = row * CLASSES + classOf(size);
            counts[at]++;
            sums[at] += size;
        }

        /** Mean of the bursts from a class on, or -1 where there are fewer than asked for. */
        long mean(int row, int fromClass, int fewest) {
            long count = 0;
            long sum = 0;
            for (int i = row * CLASSES + fromClass; i < (row + 1) * CLASSES; i++) {
                count += counts[i];
                sum += sums[i];
            }
            return count < fewest ? -1 : sum / count;
        }
    }

    /** Floor of the binary logarithm; 0 below 2. */
    static int classOf(long value) {
        return value <= 1 ? 0 : 63 - Long.numberOfLeadingZeros(value);
    }

    /** An element opens a burst of its function; the burst before it, if any, has ended. */
    void open(int element, int endedBurst) {
        int function = workload.function[element];
        if (endedBurst != ElementWorkload.NONE) {
            long size = workload.burstBytes[endedBurst];
            byFunction.learn(function, size);
            byFirst.learn(firstRow[function], size);
            byFirstAndPrevious.learn(narrowRow[function], size);
            long scaled = size << AVERAGE_SHIFT;
            average[function] =
                    average[function] < 0
                            ? scaled
                            : average[function] + ((scaled - average[function]) >> 3);
            previousBytes[function] = size;
        }
        long length = workload.requestBytes[workload.request[element]];
        int operation = workload.write[element] ? 1 : 0;
        firstRow[function] = (function * 2 + operation) * LENGTH_CLASSES + classOf(length);
        narrowRow[function] =
                firstRow[function] * LENGTH_CLASSES + classOf(previousBytes[function]);
    }

    /**
     * The size of a function's open burst.
     *
     * @param arrived what it has at least
     */
    long guess(SizeGuess kind, int function, int burst, long arrived) {
        return switch (kind) {
            case ARRIVED -> arrived;
            case LAST -> Math.max(arrived, previousBytes[function]);
            case AVERAGE -> Math.max(arrived, average[function] >> AVERAGE_SHIFT);
            case HISTOGRAM -> orTwice(byFunction.mean(function, classOf(arrived), 1), arrived);
            case CONTEXT -> byContext(function, arrived);
            case TRUTH -> workload.burstBytes[burst];
        };
    }

    private long byContext(int function, long arrived) {
        int from = classOf(arrived);
        long mean = byFirstAndPrevious.mean(narrowRow[function], from, FEWEST_IN_CONTEXT);
        if (mean < 0) {
            mean = byFirst.mean(firstRow[function], from, FEWEST_IN_CONTEXT);
        }
        if (mean < 0) {
            mean = byFunction.mean(function, from, 1);
        }
        return orTwice(mean, arrived);
    }

    private static long orTwice(long mean, long arrived) {
        return mean < 0 ? 2 * arrived : Math.max(arrived, mean);
    }
}
