package io.forebay.evaluation.priority;

import java.util.Arrays;

/**
 * The elements that have arrived and wait, in first-in-first-out queues: one for each burst or for
 * each function. Not thread safe.
 */
final class ElementQueues {
    static final int NONE = ElementWorkload.NONE;

    private final int[] queueOf;
    private final int[] next;
    private final int[] heads;
    private final int[] tails;
    private final int[] active;
    private final int[] placeInActive;
    private int activeCount;

    ElementQueues(ElementWorkload workload, QueueOrder order) {
        boolean byBurst = order == QueueOrder.BURST;
        queueOf = byBurst ? workload.burst : workload.function;
        int queues = byBurst ? workload.burstCount : workload.functionCount;
        next = new int[workload.size];
        heads = new int[queues];
        tails = new int[queues];
        active = new int[queues];
        placeInActive = new int[queues];
        Arrays.fill(heads, NONE);
    }

    void add(int element) {
        int queue = queueOf[element];
        next[element] = NONE;
        if (heads[queue] == NONE) {
            heads[queue] = element;
            placeInActive[queue] = activeCount;
            active[activeCount++] = queue;
        } else {
            next[tails[queue]] = element;
        }
        tails[queue] = element;
    }

    /** Takes the head of a queue that is not empty. */
    int remove(int queue) {
        int element = heads[queue];
        heads[queue] = next[element];
        if (heads[queue] == NONE) {
            int last = active[--activeCount];
            active[placeInActive[queue]] = last;
            placeInActive[last] = placeInActive[queue];
        }
        return element;
    }

    /** Queues that are not empty. */
    int activeCount() {
        return activeCount;
    }

    /** One of them, in no order that means anything. */
    int active(int place) {
        return active[place];
    }

    /** First element of a queue, or {@link #NONE}. */
    int head(int queue) {
        return heads[queue];
    }

    /** The element behind one that waits, or {@link #NONE}. */
    int following(int element) {
        return next[element];
    }
}
