package io.forebay.evaluation.allocation;

/**
 * Offers a workload to a shared memory under a policy and counts what is lost. At an arrival first
 * everything that is done by then is completed and every window that ended by then is ended, in the
 * order of time, completions before windows; then the element is offered.
 */
final class MemoryReplay {
    private MemoryReplay() {}

    /**
     * Runs a workload to its last arrival.
     *
     * @return bytes lost by each function
     */
    static long[] run(SharedMemory memory, MemoryPolicy policy) {
        MemoryWorkload workload = memory.workload();
        long windowNanos = policy.windowNanos();
        long windowEnd = windowNanos > 0 ? windowNanos : Long.MAX_VALUE;
        for (int element = 0; element < workload.count(); element++) {
            long now = workload.timeNanos(element);
            while (windowEnd <= now) {
                memory.advanceTo(windowEnd);
                policy.onWindow(memory, windowEnd);
                windowEnd += windowNanos;
            }
            memory.advanceTo(now);
            memory.offer(workload.function(element));
            boolean isAccepted =
                    policy.admits(memory, element)
                            && workload.lengthBytes(element) <= memory.freeBytes();
            if (isAccepted) {
                memory.accept(element, now);
            } else {
                memory.lose(element);
            }
            policy.onOffered(memory, element, isAccepted);
        }
        var lost = new long[memory.functionCount()];
        for (int f = 0; f < lost.length; f++) {
            lost[f] = memory.lostBytes(f);
        }
        return lost;
    }
}
