package io.forebay.gateway.prefetch;

import java.util.Arrays;

/** A doubly linked list of slots; a slot is in one list of its links at a time. */
final class SlotList {
    private static final int NIL = -1;

    /** Links that lists with disjoint slots share. */
    static final class Links {
        private final int[] previous;
        private final int[] next;

        Links(int slots) {
            previous = new int[slots];
            next = new int[slots];
            Arrays.fill(previous, NIL);
            Arrays.fill(next, NIL);
        }
    }

    private final Links links;
    private int first = NIL;
    private int last = NIL;
    private int size;

    SlotList(Links links) {
        this.links = links;
    }

    int size() {
        return size;
    }

    int first() {
        return first;
    }

    void addLast(int slot) {
        links.previous[slot] = last;
        links.next[slot] = NIL;
        if (last == NIL) {
            first = slot;
        } else {
            links.next[last] = slot;
        }
        last = slot;
        size++;
    }

    int removeFirst() {
        int slot = first;
        remove(slot);
        return slot;
    }

    void remove(int slot) {
        int before = links.previous[slot];
        int after = links.next[slot];
        if (before == NIL) {
            first = after;
        } else {
            links.next[before] = after;
        }
        if (after == NIL) {
            last = before;
        } else {
            links.previous[after] = before;
        }
        size--;
    }
}
