package io.forebay.evaluation.priority;

/**
 * One device that serves queued elements one at a time, never idle while any waits, never
 * interrupting one.
 */
final class DeviceServer {
    private final ElementWorkload workload;
    private final long[] serviceNanos;

    DeviceServer(ElementWorkload workload, int loadPermille) {
        this.workload = workload;
        serviceNanos = workload.serviceNanos(loadPermille);
    }

    /**
     * Serves the whole workload.
     *
     * @param agingNanos an element that has waited this long goes before all others, the oldest
     *     first; 0 for no such bound
     */
    ServiceRecord serve(QueuePolicy policy, QueueOrder order, long agingNanos) {
        var queues = new ElementQueues(workload, order);
        var record = new ServiceRecord(workload, serviceNanos);
        long now = 0;
        int arrived = 0;
        for (int served = 0; served < workload.size; served++) {
            if (served == arrived) {
                now = Math.max(now, workload.arrival[arrived]);
            }
            while (arrived < workload.size && workload.arrival[arrived] <= now) {
                policy.admit(arrived);
                queues.add(arrived);
                arrived++;
            }
            int queue = agingNanos > 0 ? aged(queues, now - agingNanos) : ElementQueues.NONE;
            if (queue == ElementQueues.NONE) {
                queue = policy.pick(queues, now);
            }
            int element = queues.remove(queue);
            record.start[element] = now;
            now += serviceNanos[element];
            record.end[element] = now;
            policy.serve(element);
        }
        return record;
    }

    /** The queue of the oldest head if that arrived by then, else NONE. */
    private int aged(ElementQueues queues, long byNanos) {
        int oldest = queues.active(0);
        for (int i = 1; i < queues.activeCount(); i++) {
            if (queues.head(queues.active(i)) < queues.head(oldest)) {
                oldest = queues.active(i);
            }
        }
        return workload.arrival[queues.head(oldest)] <= byNanos ? oldest : ElementQueues.NONE;
    }
}
