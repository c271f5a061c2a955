package io.forebay.evaluation.allocation;

/**
 * Clairvoyant push-out in the manner of Belady: the function whose backend will run empty last, if
 * nothing more of it were lost, loses its last element. Nearly the least that can be lost.
 */
final class FarthestStarvation implements MemoryPolicy {
    @Override
    public boolean admits(SharedMemory memory, int element) {
        int f = memory.workload().function(element);
        int bytes = memory.workload().lengthBytes(element);
        while (bytes > memory.freeBytes()) {
            int last = lastToStarve(memory, element);
            if (last == f) {
                return false;
            }
            memory.pushOut(last);
        }
        return true;
    }

    private static int lastToStarve(SharedMemory memory, int element) {
        int arriving = memory.workload().function(element);
        long now = memory.workload().timeNanos(element);
        int last = -1;
        long lastNanos = -1;
        for (int g = 0; g < memory.functionCount(); g++) {
            if (g != arriving && memory.queuedElements(g) < 2) {
                continue;
            }
            int newBytes = g == arriving ? memory.workload().lengthBytes(element) : 0;
            long starves = Clairvoyance.starvationNanos(memory, g, newBytes, now);
            if (starves > lastNanos) {
                lastNanos = starves;
                last = g;
            }
        }
        return last;
    }
}
