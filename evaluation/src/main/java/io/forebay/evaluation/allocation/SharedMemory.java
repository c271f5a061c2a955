package io.forebay.evaluation.allocation;

/**
 * A memory of fixed size that the queues of several functions share. Each function has a backend of
 * its own that serves its queue first in, first out; an element's bytes are held until its service
 * ends. Deterministic, in integers. One thread.
 */
final class SharedMemory {
    /** When the backend of an empty queue is done. */
    static final long NEVER = 1L << 62;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final MemoryWorkload workload;
    private final long budgetBytes;
    private final long[] drainBytesPerSecond;
    private final long[] queuedBytes;
    private final long[] lostBytes;
    private final long[] doneNanos;

    /** Elements a function holds: head to tail, in the function's part of the ring. */
    private final int[] ring;

    private final int[] head;
    private final int[] tail;

    /** Position of the function's first element that has not been offered. */
    private final int[] nextOffer;

    private long usedBytes;

    SharedMemory(MemoryWorkload workload, long[] drainBytesPerSecond, long budgetBytes) {
        int functions = workload.functionCount();
        this.workload = workload;
        this.budgetBytes = budgetBytes;
        this.drainBytesPerSecond = drainBytesPerSecond.clone();
        queuedBytes = new long[functions];
        lostBytes = new long[functions];
        doneNanos = new long[functions];
        ring = new int[workload.count()];
        head = new int[functions];
        tail = new int[functions];
        nextOffer = new int[functions];
        for (int f = 0; f < functions; f++) {
            doneNanos[f] = NEVER;
            head[f] = workload.firstPosition(f);
            tail[f] = head[f];
            nextOffer[f] = head[f];
        }
    }

    MemoryWorkload workload() {
        return workload;
    }

    int functionCount() {
        return queuedBytes.length;
    }

    long budgetBytes() {
        return budgetBytes;
    }

    long usedBytes() {
        return usedBytes;
    }

    long freeBytes() {
        return budgetBytes - usedBytes;
    }

    /** Bytes a function holds, those in service included. */
    long queuedBytes(int function) {
        return queuedBytes[function];
    }

    long lostBytes(int function) {
        return lostBytes[function];
    }

    long[] drainRates() {
        return drainBytesPerSecond.clone();
    }

    long drainBytesPerSecond(int function) {
        return drainBytesPerSecond[function];
    }

    /** Elements a function holds, the one in service included. */
    int queuedElements(int function) {
        return tail[function] - head[function];
    }

    /** The element at a place in a function's queue, 0 is in service. */
    int queuedElement(int function, int place) {
        return ring[head[function] + place];
    }

    /** When the element in service is done, {@link #NEVER} where none is. */
    long doneNanos(int function) {
        return doneNanos[function];
    }

    /** Position, in the workload, of the function's first element that has not been offered. */
    int nextOffer(int function) {
        return nextOffer[function];
    }

    long serviceNanos(int function, long bytes) {
        long rate = drainBytesPerSecond[function];
        return (bytes * NANOS_PER_SECOND + rate - 1) / rate;
    }

    /** Completes what is done by {@code nanos}. */
    void advanceTo(long nanos) {
        for (int f = 0; f < doneNanos.length; f++) {
            while (doneNanos[f] <= nanos) {
                int bytes = workload.lengthBytes(ring[head[f]++]);
                queuedBytes[f] -= bytes;
                usedBytes -= bytes;
                doneNanos[f] =
                        head[f] < tail[f]
                                ? doneNanos[f]
                                        + serviceNanos(f, workload.lengthBytes(ring[head[f]]))
                                : NEVER;
            }
        }
    }

    /** Notes that a function's next element is being offered. */
    void offer(int function) {
        nextOffer[function]++;
    }

    /** Takes an element in. The caller has made sure that it fits. */
    void accept(int element, long nanos) {
        int f = workload.function(element);
        int bytes = workload.lengthBytes(element);
        if (head[f] == tail[f]) {
            doneNanos[f] = nanos + serviceNanos(f, bytes);
        }
        ring[tail[f]++] = element;
        queuedBytes[f] += bytes;
        usedBytes += bytes;
    }

    void lose(int element) {
        lostBytes[workload.function(element)] += workload.lengthBytes(element);
    }

    /** Drops the last element of a function that holds at least two. */
    void pushOut(int function) {
        int element = ring[--tail[function]];
        int bytes = workload.lengthBytes(element);
        queuedBytes[function] -= bytes;
        usedBytes -= bytes;
        lostBytes[function] += bytes;
    }
}
