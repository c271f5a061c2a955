package io.forebay.gateway.schedule;

import io.forebay.shaping.priority.PriorityPolicy;
import java.util.Arrays;

/**
 * Chooses, among the elements of all functions that no ordering rule holds back, the one that a
 * server takes next. Of each flow that is its most urgent element of eight levels, and within a
 * level the one that arrived first; among the flows the one whose pending bursts complete fastest,
 * where each level counts for a factor of two (see {@code BurstChain}). An element that has waited
 * for the aging time since its arrival goes before all others, the oldest first. Adding, removing
 * and re-tagging are logarithmic in what is ready. Not thread safe.
 */
public final class Scheduler {
    /** Answer of {@link #poll} where nothing is ready. */
    public static final int NONE = IndexedHeap.NONE;

    /** Above the tickets in a heap's keys. */
    private static final int LEVEL_SHIFT = 60;

    private final PendingElements elements;
    private final Flows flows;
    private final long agingNanos;
    private final IndexedHeap byArrival = new IndexedHeap();
    private final IndexedHeap.Places places = new IndexedHeap.Places();
    private final UrgencyHeap byUrgency = new UrgencyHeap();
    private IndexedHeap[] byFlow = new IndexedHeap[16];

    Scheduler(PendingElements elements, Flows flows, long agingNanos) {
        this.elements = elements;
        this.flows = flows;
        this.agingNanos = agingNanos;
    }

    public boolean isEmpty() {
        return byArrival.isEmpty();
    }

    public int size() {
        return byArrival.size();
    }

    public void add(int element) {
        int flow = flows.flowOf(element);
        ensure(flow);
        byArrival.add(element, elements.ticket(element));
        byFlow[flow].add(element, keyOf(element));
        refresh(flow);
    }

    /** Gives a ready element another priority. */
    public void retag(int element, int priority) {
        int flow = flows.flowOf(element);
        byFlow[flow].remove(element);
        elements.setPriority(element, priority);
        byFlow[flow].add(element, keyOf(element));
        refresh(flow);
    }

    /** To be called when what is pending of a flow has changed. */
    void refresh(int flow) {
        int first = flow < byFlow.length && byFlow[flow] != null ? byFlow[flow].peek() : NONE;
        if (first == NONE) {
            byUrgency.remove(flow);
        } else {
            double urgency = flows.urgency(flow, elements.priority(first));
            byUrgency.put(flow, urgency, elements.ticket(first));
        }
    }

    /** Removes and returns the element to serve at {@code nowNanos}. */
    public int poll(long nowNanos) {
        if (isEmpty()) {
            return NONE;
        }
        int element = byArrival.peek();
        if (nowNanos - elements.arrivalNanos(element) < agingNanos) {
            element = byFlow[byUrgency.peek()].peek();
        }
        int flow = flows.flowOf(element);
        byArrival.remove(element);
        byFlow[flow].remove(element);
        refresh(flow);
        return element;
    }

    private long keyOf(int element) {
        long below = PriorityPolicy.LEVELS - 1L - elements.priority(element);
        return below << LEVEL_SHIFT | elements.ticket(element);
    }

    private void ensure(int flow) {
        if (flow >= byFlow.length) {
            byFlow = Arrays.copyOf(byFlow, Math.max(flow + 1, byFlow.length * 2));
        }
        if (byFlow[flow] == null) {
            byFlow[flow] = new IndexedHeap(places);
        }
    }
}
