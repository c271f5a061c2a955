package io.forebay.gateway.schedule;

import java.util.Arrays;

/**
 * Flows by urgency, the most urgent first and of equally urgent ones the one with the smaller
 * ticket. Adding, moving and removing take logarithmic time. Not thread safe.
 */
final class UrgencyHeap {
    static final int NONE = -1;

    private int[] heap = new int[16];
    private int[] places = new int[16];
    private double[] urgencies = new double[16];
    private long[] tickets = new long[16];
    private int size;

    UrgencyHeap() {
        Arrays.fill(places, NONE);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The first flow, or {@link #NONE}. */
    int peek() {
        return size == 0 ? NONE : heap[0];
    }

    boolean contains(int flow) {
        return flow < places.length && places[flow] != NONE;
    }

    /** Adds a flow, or moves one that is held. */
    void put(int flow, double urgency, long ticket) {
        ensure(flow);
        urgencies[flow] = urgency;
        tickets[flow] = ticket;
        if (places[flow] == NONE) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            places[flow] = size;
            heap[size++] = flow;
        }
        settle(places[flow]);
    }

    /** Removes a flow if it is held. */
    void remove(int flow) {
        if (!contains(flow)) {
            return;
        }
        int place = places[flow];
        places[flow] = NONE;
        int last = heap[--size];
        if (last != flow) {
            set(place, last);
            settle(place);
        }
    }

    private void settle(int from) {
        int flow = heap[from];
        int place = from;
        while (place > 0 && isBefore(flow, heap[(place - 1) >>> 1])) {
            set(place, heap[(place - 1) >>> 1]);
            place = (place - 1) >>> 1;
        }
        while (true) {
            int child = 2 * place + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (child >= size || !isBefore(heap[child], flow)) {
                break;
            }
            set(place, heap[child]);
            place = child;
        }
        set(place, flow);
    }

    private boolean isBefore(int a, int b) {
        return urgencies[a] > urgencies[b]
                || (urgencies[a] == urgencies[b] && tickets[a] < tickets[b]);
    }

    private void set(int place, int flow) {
        heap[place] = flow;
        places[flow] = place;
    }

    private void ensure(int flow) {
        if (flow >= places.length) {
            int old = places.length;
            int length = Math.max(flow + 1, old * 2);
            places = Arrays.copyOf(places, length);
            urgencies = Arrays.copyOf(urgencies, length);
            tickets = Arrays.copyOf(tickets, length);
            Arrays.fill(places, old, length, NONE);
        }
    }
}
