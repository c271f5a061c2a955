package io.forebay.operators;

import static java.util.Objects.requireNonNull;

import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.WindowGrid;
import io.forebay.shaping.alert.DeviceAlertSettings;
import io.forebay.shaping.anomaly.AnomalySettings;
import io.forebay.shaping.prefetch.PrefetchSettings;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the operators are set to: {@link OperatorOptions}, checked. Goes to the tasks with the
 * operators.
 *
 * @param window grid of the demand windows
 * @param silentWindows windows without elements that are reported after a function's last
 * @param buffer how a device's buffer is shared out
 * @param historyLength elements in a function's history ring, a power of two
 * @param prefetchEnabled whether block requests cause prefetch commands
 * @param prefetch when a prefetch is worth its cost
 * @param prefetchCandidates likely next reads asked of the model for each read
 * @param priorityFloor lowest priority given, 0 to 7
 * @param priorityCeiling highest priority given, floor to 7
 * @param predictorEnabled whether traffic is predicted
 * @param predictor what the models are made of
 * @param cacheFunctions functions a subtask keeps as live objects
 * @param snapshotBytes memory of a subtask for copies of them while a checkpoint is written
 * @param forgetAfterMillis event time after which a silent key's state is dropped; 0 for never
 * @param anomaly when a window is an anomaly
 * @param deviceAlerts when functions deviate together
 * @param modelUpdateInterval requests a device's weights learn from between two updates
 */
public record OperatorSettings(
        WindowGrid window,
        int silentWindows,
        BufferSettings buffer,
        int historyLength,
        boolean prefetchEnabled,
        PrefetchSettings prefetch,
        int prefetchCandidates,
        int priorityFloor,
        int priorityCeiling,
        boolean predictorEnabled,
        PredictorSettings predictor,
        int cacheFunctions,
        long snapshotBytes,
        long forgetAfterMillis,
        AnomalySettings anomaly,
        DeviceAlertSettings deviceAlerts,
        long modelUpdateInterval)
        implements Serializable {

    /**
     * How a device's buffer is shared out.
     *
     * @param budgetBytes buffer space of the device
     * @param floorBytes guaranteed to each function as long as the budget holds that much
     * @param ceilingBytes most that a function may hold
     * @param hysteresis share of a function's space by which its need must differ, 0 to 1
     * @param forgetWindows windows without a forecast after which a function gets nothing
     * @param mode whether shares are parts of one pool or a hard partition
     */
    public record BufferSettings(
            long budgetBytes,
            long floorBytes,
            long ceilingBytes,
            double hysteresis,
            int forgetWindows,
            BufferMode mode) {}

    public OperatorSettings {
        requireNonNull(window, "window");
        requireNonNull(buffer, "buffer");
        requireNonNull(prefetch, "prefetch");
        requireNonNull(predictor, "predictor");
        requireNonNull(anomaly, "anomaly");
        requireNonNull(deviceAlerts, "deviceAlerts");
    }

    /** The settings without any option set. */
    public static OperatorSettings defaults() {
        return from(new Configuration());
    }

    /**
     * Reads and checks the options.
     *
     * @throws IllegalConfigurationException when one cannot be read or is not allowed; names the
     *     key, the value and what is allowed
     */
    public static OperatorSettings from(ReadableConfig config) {
        OperatorOptions.checkEach(config);
        refuseUnless(
                config.get(OperatorOptions.PRIORITY_CEILING)
                        >= config.get(OperatorOptions.PRIORITY_FLOOR),
                OperatorOptions.PRIORITY_CEILING,
                config);
        refuseUnless(
                config.get(OperatorOptions.BUFFER_CEILING)
                                .compareTo(config.get(OperatorOptions.BUFFER_FLOOR))
                        >= 0,
                OperatorOptions.BUFFER_CEILING,
                config);
        long forgetAfterMillis = config.get(OperatorOptions.FORGET_AFTER).toMillis();
        long reportedMillis =
                config.get(OperatorOptions.WINDOW).toMillis()
                        * (config.get(OperatorOptions.SILENT_WINDOWS) + 2L);
        refuseUnless(
                forgetAfterMillis == 0 || forgetAfterMillis > reportedMillis,
                OperatorOptions.FORGET_AFTER,
                config);
        refuseUnless(
                config.get(OperatorOptions.ANOMALY_CLEAR_BITS)
                        <= config.get(OperatorOptions.ANOMALY_ALERT_BITS),
                OperatorOptions.ANOMALY_CLEAR_BITS,
                config);
        return new OperatorSettings(
                new WindowGrid(config.get(OperatorOptions.WINDOW).toMillis()),
                config.get(OperatorOptions.SILENT_WINDOWS),
                bufferFrom(config),
                config.get(OperatorOptions.BUFFER_HISTORY),
                config.get(OperatorOptions.PREFETCH_ENABLED),
                prefetchFrom(config),
                config.get(OperatorOptions.PREFETCH_CANDIDATES),
                config.get(OperatorOptions.PRIORITY_FLOOR),
                config.get(OperatorOptions.PRIORITY_CEILING),
                config.get(OperatorOptions.PREDICTOR_ENABLED),
                predictorFrom(config),
                config.get(OperatorOptions.CACHE_FUNCTIONS),
                config.get(OperatorOptions.CACHE_SNAPSHOT_MEMORY).getBytes(),
                forgetAfterMillis,
                anomalyFrom(config),
                new DeviceAlertSettings(
                        config.get(OperatorOptions.ANOMALY_DEVICE_FUNCTIONS),
                        config.get(OperatorOptions.ANOMALY_DEVICE_WINDOWS)),
                config.get(OperatorOptions.MODEL_UPDATE_INTERVAL));
    }

    /** The options that give these settings: {@link #from} turns them back. */
    public Configuration toConfiguration() {
        return new Configuration()
                .set(OperatorOptions.WINDOW, Duration.ofMillis(window.windowMillis()))
                .set(OperatorOptions.SILENT_WINDOWS, silentWindows)
                .set(OperatorOptions.BUFFER_BUDGET, new MemorySize(buffer.budgetBytes()))
                .set(OperatorOptions.BUFFER_FLOOR, new MemorySize(buffer.floorBytes()))
                .set(OperatorOptions.BUFFER_CEILING, new MemorySize(buffer.ceilingBytes()))
                .set(OperatorOptions.BUFFER_HYSTERESIS, buffer.hysteresis())
                .set(OperatorOptions.BUFFER_FORGET_WINDOWS, buffer.forgetWindows())
                .set(OperatorOptions.BUFFER_MODE, buffer.mode())
                .set(OperatorOptions.BUFFER_HISTORY, historyLength)
                .set(OperatorOptions.PREFETCH_ENABLED, prefetchEnabled)
                .set(OperatorOptions.PREFETCH_WASTE_COST, prefetch.wasteCost())
                .set(OperatorOptions.PREFETCH_MAX_BLOCKS, prefetch.maxBlocksPerRequest())
                .set(OperatorOptions.PREFETCH_BUFFER_BLOCKS, prefetch.bufferBlocks())
                .set(OperatorOptions.PREFETCH_CANDIDATES, prefetchCandidates)
                .set(OperatorOptions.PRIORITY_FLOOR, priorityFloor)
                .set(OperatorOptions.PRIORITY_CEILING, priorityCeiling)
                .set(OperatorOptions.PREDICTOR_ENABLED, predictorEnabled)
                .set(OperatorOptions.PREDICTOR_SEED, predictor.seed())
                .set(OperatorOptions.PREDICTOR_COUNTER_SLOTS, predictor.counterSlots())
                .set(OperatorOptions.PREDICTOR_HISTORY_LENGTH, predictor.historyLength())
                .set(OperatorOptions.PREDICTOR_RECURRENT_UNITS, predictor.recurrentUnits())
                .set(OperatorOptions.PREDICTOR_LEARNING_RATE, predictor.learningRate())
                .set(OperatorOptions.PREDICTOR_REPLAY_REQUESTS, predictor.replayRequests())
                .set(OperatorOptions.CACHE_FUNCTIONS, cacheFunctions)
                .set(OperatorOptions.CACHE_SNAPSHOT_MEMORY, new MemorySize(snapshotBytes))
                .set(OperatorOptions.FORGET_AFTER, Duration.ofMillis(forgetAfterMillis))
                .set(OperatorOptions.ANOMALY_WARM_UP_WINDOWS, anomaly.warmUpWindows())
                .set(OperatorOptions.ANOMALY_ALERT_BITS, anomaly.alertBits())
                .set(OperatorOptions.ANOMALY_CLEAR_BITS, anomaly.clearBits())
                .set(OperatorOptions.ANOMALY_CLEAR_WINDOWS, anomaly.clearWindows())
                .set(OperatorOptions.ANOMALY_DEVICE_FUNCTIONS, deviceAlerts.functions())
                .set(OperatorOptions.ANOMALY_DEVICE_WINDOWS, deviceAlerts.windows())
                .set(OperatorOptions.MODEL_UPDATE_INTERVAL, modelUpdateInterval);
    }

    private static BufferSettings bufferFrom(ReadableConfig config) {
        return new BufferSettings(
                config.get(OperatorOptions.BUFFER_BUDGET).getBytes(),
                config.get(OperatorOptions.BUFFER_FLOOR).getBytes(),
                config.get(OperatorOptions.BUFFER_CEILING).getBytes(),
                config.get(OperatorOptions.BUFFER_HYSTERESIS),
                config.get(OperatorOptions.BUFFER_FORGET_WINDOWS),
                config.get(OperatorOptions.BUFFER_MODE));
    }

    private static PrefetchSettings prefetchFrom(ReadableConfig config) {
        return new PrefetchSettings(
                config.get(OperatorOptions.PREFETCH_WASTE_COST),
                config.get(OperatorOptions.PREFETCH_MAX_BLOCKS),
                config.get(OperatorOptions.PREFETCH_BUFFER_BLOCKS));
    }

    private static PredictorSettings predictorFrom(ReadableConfig config) {
        return new PredictorSettings(
                config.get(OperatorOptions.PREDICTOR_SEED),
                config.get(OperatorOptions.PREDICTOR_COUNTER_SLOTS),
                config.get(OperatorOptions.PREDICTOR_HISTORY_LENGTH),
                config.get(OperatorOptions.PREDICTOR_RECURRENT_UNITS),
                config.get(OperatorOptions.PREDICTOR_LEARNING_RATE),
                config.get(OperatorOptions.PREDICTOR_REPLAY_REQUESTS));
    }

    private static AnomalySettings anomalyFrom(ReadableConfig config) {
        return new AnomalySettings(
                config.get(OperatorOptions.ANOMALY_WARM_UP_WINDOWS),
                config.get(OperatorOptions.ANOMALY_ALERT_BITS),
                config.get(OperatorOptions.ANOMALY_CLEAR_BITS),
                config.get(OperatorOptions.ANOMALY_CLEAR_WINDOWS));
    }

    private static void refuseUnless(
            boolean isAllowed, ConfigOption<?> option, ReadableConfig config) {
        if (isAllowed) {
            return;
        }
        throw OperatorOptions.checked().stream()
                .filter(checked -> checked.option().equals(option))
                .findFirst()
                .orElseThrow()
                .refuse(config.get(option));
    }

    /** Travels as its options: the settings of predictor and shaping know no serialization. */
    private Object writeReplace() {
        return new Travelling(toConfiguration());
    }

    private record Travelling(Configuration options) implements Serializable {
        private Object readResolve() {
            return from(options);
        }
    }
}
