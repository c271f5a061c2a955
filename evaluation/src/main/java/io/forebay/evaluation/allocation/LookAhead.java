package io.forebay.evaluation.allocation;

/**
 * Clairvoyant for a short time, and never drops what is queued: an element is let in unless longest
 * drain time drop, from the present queues on, would push it out again before the end of what can
 * be seen. Shows how far ahead one must see to do without push-out.
 */
final class LookAhead implements MemoryPolicy {
    private static final double NANOS_PER_SECOND = 1e9;

    private final MemoryWorkload workload;
    private final long aheadNanos;
    private final double[] bytesPerNano;
    private final double[] queued;

    /** Bytes offered before each element. */
    private final long[] offeredBefore;

    private int horizon;

    LookAhead(SharedMemory memory, long aheadNanos) {
        this.aheadNanos = aheadNanos;
        workload = memory.workload();
        int functions = memory.functionCount();
        bytesPerNano = new double[functions];
        queued = new double[functions];
        for (int f = 0; f < functions; f++) {
            bytesPerNano[f] = memory.drainBytesPerSecond(f) / NANOS_PER_SECOND;
        }
        offeredBefore = new long[workload.count() + 1];
        for (int i = 0; i < workload.count(); i++) {
            offeredBefore[i + 1] = offeredBefore[i] + workload.lengthBytes(i);
        }
    }

    @Override
    public boolean admits(SharedMemory memory, int element) {
        long now = workload.timeNanos(element);
        while (horizon < workload.count() && workload.timeNanos(horizon) < now + aheadNanos) {
            horizon++;
        }
        long seenBytes = offeredBefore[horizon] - offeredBefore[element];
        if (seenBytes <= memory.freeBytes()) {
            return true;
        }
        return workload.lengthBytes(element) <= memory.freeBytes() && stays(memory, element);
    }

    /** Plays the time that can be seen, with queues as amounts of bytes. */
    private boolean stays(SharedMemory memory, int element) {
        int f = workload.function(element);
        int bytes = workload.lengthBytes(element);
        double used = memory.usedBytes() + bytes;
        for (int g = 0; g < queued.length; g++) {
            queued[g] = memory.queuedBytes(g);
        }
        queued[f] += bytes;
        // Bytes of f to be served until the element is gone.
        double ahead = queued[f];
        long time = workload.timeNanos(element);
        for (int next = element + 1; next < horizon; next++) {
            long elapsed = workload.timeNanos(next) - time;
            time += elapsed;
            used -= elapsed > 0 ? drain(elapsed) : 0;
            ahead -= elapsed * bytesPerNano[f];
            if (ahead <= 0) {
                return true;
            }
            queued[workload.function(next)] += workload.lengthBytes(next);
            used += workload.lengthBytes(next);
            while (used > memory.budgetBytes()) {
                int longest = longest();
                double excess = used - memory.budgetBytes();
                double dropped =
                        Math.min(queued[longest], Math.min(MemoryWorkload.ELEMENT_BYTES, excess));
                queued[longest] -= dropped;
                used -= dropped;
                if (longest == f && queued[f] < ahead - bytes / 2.0) {
                    return false;
                }
            }
        }
        return true;
    }

    private double drain(long nanos) {
        double sum = 0;
        for (int g = 0; g < queued.length; g++) {
            double drained = Math.min(queued[g], nanos * bytesPerNano[g]);
            queued[g] -= drained;
            sum += drained;
        }
        return sum;
    }

    private int longest() {
        int longest = 0;
        double most = -1;
        for (int g = 0; g < queued.length; g++) {
            double time = queued[g] / bytesPerNano[g];
            if (time > most) {
                most = time;
                longest = g;
            }
        }
        return longest;
    }
}
