package io.forebay.evaluation.priority;

import java.util.Arrays;

/**
 * The best index for first-in-first-out chains (Horn 1972, Sidney 1975): serves the function with
 * the largest ratio, over its first k queued units, of their weight to their bytes. Function order
 * only.
 */
final class ChainPolicy implements QueuePolicy {
    /** What a unit is. */
    enum Unit {
        REQUEST,
        BURST,
        /** A burst of weight one by its size. */
        BURST_BY_SIZE
    }

    private final Unit unit;
    private final SizeGuess guess;
    private final BurstBook book;
    private final BurstHistories histories;
    private final double[] index;
    private final boolean[] stale;
    private final boolean[] wasGrowing;

    ChainPolicy(ElementWorkload workload, Unit unit, SizeGuess guess) {
        this.unit = unit;
        this.guess = guess;
        book = new BurstBook(workload);
        histories = new BurstHistories(workload);
        index = new double[workload.functionCount];
        stale = new boolean[workload.functionCount];
        wasGrowing = new boolean[workload.functionCount];
        Arrays.fill(stale, true);
    }

    @Override
    public void admit(int element) {
        int function = book.workload.function[element];
        if (book.opensBurst(element)) {
            histories.open(element, book.latestBurst(function));
        }
        book.admit(element);
        stale[function] = true;
    }

    @Override
    public void serve(int element) {
        book.serve(element);
        stale[book.workload.function[element]] = true;
    }

    @Override
    public int pick(ElementQueues queues, long nowNanos) {
        int best = ElementQueues.NONE;
        int bestHead = 0;
        for (int i = 0; i < queues.activeCount(); i++) {
            int function = queues.active(i);
            int head = queues.head(function);
            refresh(function, head, queues, nowNanos);
            if (best == ElementQueues.NONE
                    || index[function] > index[best]
                    || (index[function] == index[best] && head < bestHead)) {
                best = function;
                bestHead = head;
            }
        }
        return best;
    }

    private void refresh(int function, int head, ElementQueues queues, long nowNanos) {
        boolean growing = book.isGrowing(function, nowNanos);
        if (stale[function] || growing != wasGrowing[function]) {
            stale[function] = false;
            wasGrowing[function] = growing;
            index[function] =
                    unit == Unit.REQUEST
                            ? ofRequests(head, queues)
                            : ofBursts(function, head, growing);
        }
    }

    private double ofRequests(int head, ElementQueues queues) {
        double weight = 0;
        double bytes = 0;
        double best = -1;
        int latest = ElementWorkload.NONE;
        for (int e = head; e != ElementQueues.NONE; e = queues.following(e)) {
            int request = book.workload.request[e];
            if (request != latest) {
                latest = request;
                weight += 1;
                bytes += book.requestLeft[request];
                best = Math.max(best, weight / bytes);
            }
        }
        return best;
    }

    private double ofBursts(int function, int head, boolean growing) {
        double weight = 0;
        double bytes = 0;
        double best = -1;
        int burst = book.workload.burst[head];
        while (burst != ElementWorkload.NONE && book.arrived[burst] > 0) {
            long size = book.arrived[burst];
            boolean open = growing && burst == book.latestBurst(function);
            if (guess == SizeGuess.TRUTH || open) {
                size = histories.guess(guess, function, burst, size);
            }
            weight += unit == Unit.BURST_BY_SIZE ? 1.0 / size : 1.0;
            bytes += size - book.served[burst];
            if (bytes > 0) {
                best = Math.max(best, weight / bytes);
            }
            burst = book.workload.nextBurst[burst];
        }
        return best;
    }
}
