package io.forebay.gateway.schedule;

import java.util.Arrays;

/**
 * A minimum heap of small ids with a long key each, from which any id can be removed in logarithmic
 * time. Equal keys come out by id. Not thread safe.
 */
public final class IndexedHeap {
    /** Answer of {@link #peek} where the heap is empty. */
    public static final int NONE = -1;

    /** Keys and places of ids; heaps that hold disjoint ids may share one. */
    static final class Places {
        private long[] keys = new long[16];
        private int[] places = new int[16];

        Places() {
            Arrays.fill(places, NONE);
        }

        private void ensure(int id) {
            if (id >= keys.length) {
                int length = Math.max(id + 1, keys.length * 2);
                int old = places.length;
                keys = Arrays.copyOf(keys, length);
                places = Arrays.copyOf(places, length);
                Arrays.fill(places, old, length, NONE);
            }
        }
    }

    private final Places index;
    private int[] heap = new int[8];
    private int size;

    public IndexedHeap() {
        this(new Places());
    }

    IndexedHeap(Places index) {
        this.index = index;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** Id with the smallest key, {@link #NONE} where there is none. */
    public int peek() {
        return size == 0 ? NONE : heap[0];
    }

    /** Smallest key; {@link Long#MAX_VALUE} where the heap is empty. */
    public long peekKey() {
        return size == 0 ? Long.MAX_VALUE : index.keys[heap[0]];
    }

    public boolean contains(int id) {
        return id < index.places.length
                && index.places[id] >= 0
                && index.places[id] < size
                && heap[index.places[id]] == id;
    }

    /**
     * Adds an id.
     *
     * @throws IllegalStateException if it is held
     */
    public void add(int id, long key) {
        index.ensure(id);
        if (index.places[id] != NONE) {
            throw new IllegalStateException("id is held: id=" + id);
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        index.keys[id] = key;
        siftUp(size++, id);
    }

    /**
     * Removes an id.
     *
     * @throws IllegalStateException if it is not held
     */
    public void remove(int id) {
        if (!contains(id)) {
            throw new IllegalStateException("id is not held: id=" + id);
        }
        int place = index.places[id];
        index.places[id] = NONE;
        int last = heap[--size];
        if (last != id) {
            if (place > 0 && isBefore(last, heap[(place - 1) >>> 1])) {
                siftUp(place, last);
            } else {
                siftDown(place, last);
            }
        }
    }

    private boolean isBefore(int a, int b) {
        long keyA = index.keys[a];
        long keyB = index.keys[b];
        return keyA < keyB || (keyA == keyB && a < b);
    }

    private void siftUp(int from, int id) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (!isBefore(id, heap[parent])) {
                break;
            }
            set(place, heap[parent]);
            place = parent;
        }
        set(place, id);
    }

    private void siftDown(int from, int id) {
        int place = from;
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], id)) {
                break;
            }
            set(place, heap[child]);
            place = child;
        }
        set(place, id);
    }

    private void set(int place, int id) {
        heap[place] = id;
        index.places[id] = place;
    }
}
