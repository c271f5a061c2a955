package io.forebay.evaluation.priority;

import io.forebay.predictor.BurstGap;
import io.forebay.shaping.priority.BurstChain;

/**
 * The gateway's way to choose: the queue whose waiting bursts complete fastest, by {@link
 * BurstChain}. In a queue that holds several bursts the head's priority counts too; where each
 * burst has a queue of its own, what is queued tells more than a tag, which is left out.
 */
final class ForebayScheduler implements QueuePolicy {
    private final ElementWorkload workload;
    private final QueueOrder order;
    private final ForebayTags tags;
    private final BurstChain[] chains;
    private final long[] burstNumbers;
    private final BurstGap[] gaps;
    private final long[] latestArrival;
    private final int[] latestRequest;

    /**
     * Makes a scheduler.
     *
     * @param tags priorities of the elements, or null to do without
     */
    ForebayScheduler(ElementWorkload workload, QueueOrder order, ForebayTags tags) {
        this.workload = workload;
        this.order = order;
        this.tags = order == QueueOrder.FUNCTION ? tags : null;
        chains =
                new BurstChain
                        [order == QueueOrder.FUNCTION
                                ? workload.functionCount
                                : workload.burstCount];
        burstNumbers = new long[workload.size];
        gaps = new BurstGap[workload.functionCount];
        latestArrival = new long[workload.functionCount];
        latestRequest = new int[workload.functionCount];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = new BurstGap();
            latestRequest[i] = ElementWorkload.NONE;
        }
    }

    private int queueOf(int element) {
        return order == QueueOrder.FUNCTION ? workload.function[element] : workload.burst[element];
    }

    @Override
    public void admit(int element) {
        int queue = queueOf(element);
        if (chains[queue] == null) {
            chains[queue] = new BurstChain();
        }
        burstNumbers[element] = chains[queue].add(opensBurst(element), workload.bytes[element]);
    }

    private boolean opensBurst(int element) {
        int function = workload.function[element];
        long arrival = workload.arrival[element];
        boolean opens = false;
        if (latestRequest[function] == ElementWorkload.NONE) {
            opens = true;
        } else if (latestRequest[function] != workload.request[element]) {
            opens = gaps[function].opensBurst(arrival - latestArrival[function]);
        }
        latestRequest[function] = workload.request[element];
        latestArrival[function] = arrival;
        return order == QueueOrder.FUNCTION && opens;
    }

    @Override
    public void serve(int element) {
        chains[queueOf(element)].remove(burstNumbers[element], workload.bytes[element]);
    }

    @Override
    public int pick(ElementQueues queues, long nowNanos) {
        int best = queues.active(0);
        int bestHead = queues.head(best);
        double bestUrgency = urgency(best, bestHead);
        for (int i = 1; i < queues.activeCount(); i++) {
            int queue = queues.active(i);
            int head = queues.head(queue);
            double urgency = urgency(queue, head);
            if (urgency > bestUrgency || (urgency == bestUrgency && head < bestHead)) {
                best = queue;
                bestHead = head;
                bestUrgency = urgency;
            }
        }
        return best;
    }

    private double urgency(int queue, int head) {
        return chains[queue].urgency(tags == null ? 0 : tags.level(head));
    }
}
