package io.forebay.evaluation.priority;

/**
 * Chooses the queue whose head is served next. It is told of each element that arrives, before it
 * is queued, in order of arrival, and of each that goes into service.
 */
interface QueuePolicy {
    /** An element arrives; it is not in {@code queues} yet. */
    void admit(int element);

    /** The queue to serve at {@code nowNanos}; at least one is not empty. */
    int pick(ElementQueues queues, long nowNanos);

    /** An element goes into service; it is in no queue any more. */
    void serve(int element);
}
