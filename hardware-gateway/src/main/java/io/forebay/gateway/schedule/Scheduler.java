package io.forebay.gateway.schedule;

import io.forebay.shaping.priority.PriorityPolicy;

/**
 * Chooses, among the elements of all functions that no ordering rule holds back, the one that a
 * server takes next: the most urgent of eight levels, and within a level the one that arrived
 * first. An element that has waited for the aging time since its arrival goes before all levels,
 * the oldest first. Adding, removing and re-tagging are logarithmic in what is ready; a choice
 * looks at eight heap tops. Not thread safe.
 */
public final class Scheduler {
    /** Answer of {@link #poll} where nothing is ready. */
    public static final int NONE = IndexedHeap.NONE;

    private final PendingElements elements;
    private final long agingNanos;
    private final IndexedHeap[] levels = new IndexedHeap[PriorityPolicy.LEVELS];
    private int size;

    public Scheduler(PendingElements elements, long agingNanos) {
        this.elements = elements;
        this.agingNanos = agingNanos;
        var places = new IndexedHeap.Places();
        for (int level = 0; level < levels.length; level++) {
            levels[level] = new IndexedHeap(places);
        }
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    public void add(int element) {
        levels[elements.priority(element)].add(element, elements.ticket(element));
        size++;
    }

    /** Gives a ready element another priority. */
    public void retag(int element, int priority) {
        levels[elements.priority(element)].remove(element);
        elements.setPriority(element, priority);
        levels[priority].add(element, elements.ticket(element));
    }

    /** Removes and returns the element to serve at {@code nowNanos}. */
    public int poll(long nowNanos) {
        if (size == 0) {
            return NONE;
        }
        int chosen = -1;
        int oldest = -1;
        for (int level = levels.length - 1; level >= 0; level--) {
            if (!levels[level].isEmpty()) {
                chosen = chosen < 0 ? level : chosen;
                oldest =
                        oldest < 0 || levels[level].peekKey() < levels[oldest].peekKey()
                                ? level
                                : oldest;
            }
        }
        if (nowNanos - elements.arrivalNanos(levels[oldest].peek()) >= agingNanos) {
            chosen = oldest;
        }
        int element = levels[chosen].peek();
        levels[chosen].remove(element);
        size--;
        return element;
    }
}
