package io.forebay.evaluation.allocation;

/** Takes in whatever fits. */
final class CompleteSharing implements MemoryPolicy {
    @Override
    public boolean admits(SharedMemory memory, int element) {
        return true;
    }
}
