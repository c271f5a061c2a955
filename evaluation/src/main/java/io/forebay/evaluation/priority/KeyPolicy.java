package io.forebay.evaluation.priority;

/** Serves the queue with the smallest key; of equal ones the head that arrived first. */
abstract class KeyPolicy implements QueuePolicy {
    /** Key of a queue by its head. */
    abstract long key(int head, long nowNanos);

    @Override
    public final int pick(ElementQueues queues, long nowNanos) {
        int best = queues.active(0);
        int bestHead = queues.head(best);
        long bestKey = key(bestHead, nowNanos);
        for (int i = 1; i < queues.activeCount(); i++) {
            int queue = queues.active(i);
            int head = queues.head(queue);
            long key = key(head, nowNanos);
            if (key < bestKey || (key == bestKey && head < bestHead)) {
                best = queue;
                bestHead = head;
                bestKey = key;
            }
        }
        return best;
    }
}
