package io.forebay.evaluation.allocation;

/** Looks at what has not been offered yet: for oracles only. */
final class Clairvoyance {
    /** Elements after which a look ahead gives up. */
    private static final int LOOK_AHEAD_ELEMENTS = 20_000;

    private Clairvoyance() {}

    /** Longest queue of a function until {@code endNanos} if nothing more of it were lost. */
    static long peakBytes(SharedMemory memory, int function, long endNanos) {
        MemoryWorkload workload = memory.workload();
        int end = workload.firstPosition(function + 1);
        int first = memory.nextOffer(function);
        int queued = memory.queuedElements(function);
        long length = memory.queuedBytes(function);
        long peak = length;
        long doneNanos = memory.doneNanos(function);
        // Counts what is served: first the elements queued now, then those that arrive.
        int served = 0;
        for (int next = first; next < end; next++) {
            int element = workload.elementAt(next);
            long arrival = workload.timeNanos(element);
            if (arrival >= endNanos) {
                break;
            }
            while (doneNanos <= arrival) {
                length -= bytesInLine(memory, function, served++);
                doneNanos =
                        served < queued + next - first
                                ? doneNanos
                                        + memory.serviceNanos(
                                                function, bytesInLine(memory, function, served))
                                : SharedMemory.NEVER;
            }
            int bytes = workload.lengthBytes(element);
            if (length == 0) {
                doneNanos = arrival + memory.serviceNanos(function, bytes);
            }
            length += bytes;
            peak = Math.max(peak, length);
        }
        return peak;
    }

    private static int bytesInLine(SharedMemory memory, int function, int place) {
        MemoryWorkload workload = memory.workload();
        int queued = memory.queuedElements(function);
        int element =
                place < queued
                        ? memory.queuedElement(function, place)
                        : workload.elementAt(memory.nextOffer(function) + place - queued);
        return workload.lengthBytes(element);
    }

    /**
     * When a function's backend would run empty if nothing more of it were lost.
     *
     * @param newBytes an element that arrives now and would be taken in, 0 for none
     */
    static long starvationNanos(SharedMemory memory, int function, long newBytes, long nowNanos) {
        MemoryWorkload workload = memory.workload();
        int queued = memory.queuedElements(function);
        long starves = queued == 0 ? nowNanos : memory.doneNanos(function);
        for (int place = 1; place < queued; place++) {
            starves +=
                    memory.serviceNanos(
                            function, workload.lengthBytes(memory.queuedElement(function, place)));
        }
        if (newBytes > 0) {
            starves += memory.serviceNanos(function, newBytes);
        }
        int end = workload.firstPosition(function + 1);
        int looked = 0;
        for (int next = memory.nextOffer(function);
                next < end && looked < LOOK_AHEAD_ELEMENTS;
                next++, looked++) {
            int element = workload.elementAt(next);
            if (workload.timeNanos(element) > starves) {
                break;
            }
            starves += memory.serviceNanos(function, workload.lengthBytes(element));
        }
        return starves;
    }
}
