package io.forebay.operators.state;

import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;

/** The raw keyed state of an operator, which is its {@link LiveState}. */
final class RawKeyedState {
    private RawKeyedState() {}

    /** Refuses Flink's timers on the heap, which would be snapshotted there too. */
    static void refuseTimers(KeyedStateBackend<String> keyed) {
        if (keyed instanceof AbstractKeyedStateBackend<?> backend
                && backend.requiresLegacySynchronousTimerSnapshots(CheckpointType.CHECKPOINT)) {
            throw new IllegalConfigurationException(
                    "option is not allowed: key="
                            + "state.backend.rocksdb.timer-service.factory"
                            + ", value=HEAP, allowed=ROCKSDB");
        }
    }

    /** Gives the timers and objects of a checkpoint back, if the job is restored from one. */
    static void restore(
            StateInitializationContext context, WindowTimers timers, WriteBackCache<?> cache)
            throws Exception {
        if (!context.isRestored()) {
            return;
        }
        var taker =
                new LiveState.Taker() {
                    @Override
                    public void timer(String key, long millis) {
                        timers.set(key, millis);
                    }

                    @Override
                    public void object(String key, byte[] stored) throws Exception {
                        cache.restore(key, stored);
                    }
                };
        for (KeyGroupStatePartitionStreamProvider group : context.getRawKeyedStateInputs()) {
            LiveState.read(group.getStream(), taker);
        }
    }
}
