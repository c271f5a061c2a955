package io.forebay.shaping.priority;

import java.util.Arrays;

/**
 * The bursts that wait in one first-in-first-out queue, and how much serving the queue is worth:
 * the largest ratio, over its first k bursts, of their number to the work they need. Serving the
 * queue with the largest ratio first minimises the mean completion time of what is queued (Horn
 * 1972; Sidney 1975). Elements may leave out of order. Work is counted in any one unit, bytes or
 * nanoseconds of service. One thread.
 */
public final class BurstChain {
    /** Bursts looked at; a better ratio beyond them is not found. */
    static final int HORIZON = 256;

    private double[] work = new double[8];
    private int[] elements = new int[8];
    private int first;
    private long firstNumber;
    private int size;
    private double index;
    private boolean stale;

    /**
     * How urgent a queue is whose head has this level: a level counts for a factor of two of work.
     *
     * @param level 0 to 7, most urgent
     */
    public double urgency(int level) {
        return Math.scalb(index(), level);
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * An element joins the queue.
     *
     * @param opensBurst whether it begins a burst, which it does anyhow in an empty queue
     * @param elementWork what serving it takes, above 0
     * @return the number of its burst, for {@link #remove}
     */
    public long add(boolean opensBurst, double elementWork) {
        if (opensBurst || size == 0) {
            if (size == work.length) {
                grow();
            }
            int at = slot(size);
            work[at] = 0;
            elements[at] = 0;
            size++;
        }
        int last = slot(size - 1);
        work[last] += elementWork;
        elements[last]++;
        stale = true;
        return firstNumber + size - 1;
    }

    /**
     * An element leaves the queue.
     *
     * @param burst its burst's number
     * @throws IllegalArgumentException when nothing of the burst waits
     */
    public void remove(long burst, double elementWork) {
        long place = burst - firstNumber;
        if (place < 0 || place >= size || elements[slot((int) place)] == 0) {
            throw new IllegalArgumentException("nothing of the burst waits: burst=" + burst);
        }
        int at = slot((int) place);
        elements[at]--;
        // What is left of rounding goes with the last.
        work[at] = elements[at] == 0 ? 0 : work[at] - elementWork;
        while (size > 0 && elements[first] == 0) {
            first = slot(1);
            firstNumber++;
            size--;
        }
        stale = true;
    }

    private int slot(int place) {
        return (first + place) & (work.length - 1);
    }

    /** Bursts completed for each unit of work; the larger, the sooner to serve. 0 when empty. */
    public double index() {
        if (stale) {
            stale = false;
            index = best();
        }
        return index;
    }

    private double best() {
        double sum = 0;
        double best = 0;
        int bursts = 0;
        int horizon = Math.min(size, HORIZON);
        for (int i = 0; i < horizon; i++) {
            int at = slot(i);
            if (elements[at] > 0) {
                bursts++;
                sum += work[at];
                best = Math.max(best, bursts / sum);
            }
        }
        return best;
    }

    private void grow() {
        int length = work.length;
        double[] longerWork = Arrays.copyOf(work, length * 2);
        int[] longerElements = Arrays.copyOf(elements, length * 2);
        for (int i = 0; i < length; i++) {
            longerWork[i] = work[slot(i)];
            longerElements[i] = elements[slot(i)];
        }
        work = longerWork;
        elements = longerElements;
        first = 0;
    }
}
