package io.forebay.gateway.schedule;

import static io.forebay.gateway.schedule.PendingElements.NIL;

import io.forebay.shaping.priority.BurstChain;
import java.util.Arrays;

/**
 * The flows of a device: the pending elements of a function and an ordering domain, with the bursts
 * they form. A flow is a small number that is used again once none of its elements is pending. Not
 * thread safe.
 */
final class Flows {
    private final PendingElements elements;
    private final boolean readsQueues;
    private BurstChain[] chains = new BurstChain[16];
    private int[] pending = new int[16];
    private int[] nextFree = new int[16];
    private int firstFree = NIL;
    private int used;
    private int[] flowOf = new int[64];
    private long[] burstOf = new long[64];

    /**
     * Makes no flows yet.
     *
     * @param readsQueues whether what waits makes a flow more or less urgent; else only levels do
     */
    Flows(PendingElements elements, boolean readsQueues) {
        this.elements = elements;
        this.readsQueues = readsQueues;
    }

    /** An element becomes pending. */
    void enter(int element, PendingQueue queue, long orderingDomain) {
        ensureElement(element);
        boolean opensBurst = queue.opensBurst(elements.arrivalNanos(element));
        int flow = (int) queue.flows.get(orderingDomain);
        if (flow == NIL) {
            flow = allocate();
            queue.flows.put(orderingDomain, flow);
        }
        flowOf[element] = flow;
        pending[flow]++;
        burstOf[element] = chains[flow].add(opensBurst, (double) elements.workNanos(element));
    }

    /** An element is pending no more. */
    void leave(int element, PendingQueue queue, long orderingDomain) {
        int flow = flowOf[element];
        chains[flow].remove(burstOf[element], (double) elements.workNanos(element));
        pending[flow]--;
        if (pending[flow] == 0) {
            queue.flows.remove(orderingDomain);
            nextFree[flow] = firstFree;
            firstFree = flow;
        }
    }

    /** The flow of a pending element. */
    int flowOf(int element) {
        return flowOf[element];
    }

    /** How urgent a flow is whose first element has this level; the larger the sooner. */
    double urgency(int flow, int level) {
        return readsQueues ? chains[flow].urgency(level) : level;
    }

    private int allocate() {
        int flow = firstFree;
        if (flow != NIL) {
            firstFree = nextFree[flow];
            return flow;
        }
        if (used == chains.length) {
            chains = Arrays.copyOf(chains, used * 2);
            pending = Arrays.copyOf(pending, used * 2);
            nextFree = Arrays.copyOf(nextFree, used * 2);
        }
        chains[used] = new BurstChain();
        return used++;
    }

    private void ensureElement(int element) {
        if (element >= flowOf.length) {
            int length = Math.max(element + 1, flowOf.length * 2);
            flowOf = Arrays.copyOf(flowOf, length);
            burstOf = Arrays.copyOf(burstOf, length);
        }
    }
}
