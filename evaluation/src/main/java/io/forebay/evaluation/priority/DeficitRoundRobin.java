package io.forebay.evaluation.priority;

/** Serves the functions in turn, by bytes (Shreedhar and Varghese 1995). Function order only. */
final class DeficitRoundRobin implements QueuePolicy {
    private static final int QUANTUM_BYTES = 131_072;

    private final ElementWorkload workload;
    private final long[] deficit;
    private int pointer;
    private boolean fresh = true;

    DeficitRoundRobin(ElementWorkload workload) {
        this.workload = workload;
        deficit = new long[workload.functionCount];
    }

    @Override
    public void admit(int element) {}

    @Override
    public void serve(int element) {}

    @Override
    public int pick(ElementQueues queues, long nowNanos) {
        while (true) {
            int head = queues.head(pointer);
            if (head == ElementQueues.NONE) {
                deficit[pointer] = 0;
                advance();
                continue;
            }
            if (fresh) {
                deficit[pointer] += QUANTUM_BYTES;
                fresh = false;
            }
            if (workload.bytes[head] <= deficit[pointer]) {
                deficit[pointer] -= workload.bytes[head];
                return pointer;
            }
            advance();
        }
    }

    private void advance() {
        pointer = (pointer + 1) % workload.functionCount;
        fresh = true;
    }
}
