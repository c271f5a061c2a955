package io.forebay.evaluation.allocation;

/**
 * Takes everything in and, where it does not fit, pushes the last element of the longest queue out.
 * The new element is counted with its queue; where its own queue is longest it is lost. What
 * longest means is for the subclass to say.
 */
abstract class PushOutPolicy implements MemoryPolicy {
    @Override
    public final boolean admits(SharedMemory memory, int element) {
        int f = memory.workload().function(element);
        int bytes = memory.workload().lengthBytes(element);
        while (bytes > memory.freeBytes()) {
            int longest = longest(memory, f, bytes);
            if (longest == f || memory.queuedElements(longest) < 2) {
                return false;
            }
            memory.pushOut(longest);
        }
        return true;
    }

    /** The longest queue when {@code bytes} more come to that of {@code arriving}. */
    abstract int longest(SharedMemory memory, int arriving, int bytes);
}
