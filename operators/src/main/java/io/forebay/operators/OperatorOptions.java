package io.forebay.operators;

import io.forebay.predictor.PredictorSettings;
import io.forebay.shaping.alert.DeviceAlertSettings;
import io.forebay.shaping.anomaly.AnomalySettings;
import io.forebay.shaping.prefetch.PrefetchSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Options of the operators; {@link OperatorSettings#from} checks them and turns them into settings.
 */
public final class OperatorOptions {
    private static final PredictorSettings PREDICTOR = PredictorSettings.defaults();
    private static final PrefetchSettings PREFETCH = PrefetchSettings.defaults();
    private static final AnomalySettings ANOMALY = AnomalySettings.defaults();
    private static final DeviceAlertSettings DEVICE_ALERTS = DeviceAlertSettings.defaults();

    public static final ConfigOption<Duration> WINDOW =
            ConfigOptions.key("forebay.window")
                    .durationType()
                    .defaultValue(Duration.ofMillis(100))
                    .withDescription("Length of a demand window, event time.");

    public static final ConfigOption<Integer> SILENT_WINDOWS =
            ConfigOptions.key("forebay.window.silent")
                    .intType()
                    .defaultValue(20)
                    .withDescription("Windows without elements reported after a function's last.");

    public static final ConfigOption<MemorySize> BUFFER_BUDGET =
            ConfigOptions.key("forebay.buffer.budget")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(16))
                    .withDescription("Buffer space of a device, shared out among its functions.");

    public static final ConfigOption<MemorySize> BUFFER_FLOOR =
            ConfigOptions.key("forebay.buffer.floor")
                    .memoryType()
                    .defaultValue(MemorySize.parse("64kb"))
                    .withDescription(
                            "Buffer space guaranteed to each function, within the budget.");

    public static final ConfigOption<MemorySize> BUFFER_CEILING =
            ConfigOptions.key("forebay.buffer.ceiling")
                    .memoryType()
                    .defaultValue(MemorySize.parse("1tb"))
                    .withDescription(
                            "Most buffer space a function may hold, also when others leave some.");

    public static final ConfigOption<Double> BUFFER_HYSTERESIS =
            ConfigOptions.key("forebay.buffer.hysteresis")
                    .doubleType()
                    .defaultValue(0.1)
                    .withDescription(
                            "Share of a function's space by which its need must differ to move"
                                    + " it.");

    public static final ConfigOption<Integer> BUFFER_FORGET_WINDOWS =
            ConfigOptions.key("forebay.buffer.forget-windows")
                    .intType()
                    .defaultValue(600)
                    .withDescription(
                            "Windows without a forecast after which a function gets none.");

    public static final ConfigOption<BufferMode> BUFFER_MODE =
            ConfigOptions.key("forebay.buffer.mode")
                    .enumType(BufferMode.class)
                    .defaultValue(BufferMode.SHARED)
                    .withDescription("One pool with guarantees and limits, or a hard partition.");

    public static final ConfigOption<Integer> BUFFER_HISTORY =
            ConfigOptions.key("forebay.buffer.history")
                    .intType()
                    .defaultValue(256)
                    .withDescription("Elements kept in a function's history ring.");

    public static final ConfigOption<Boolean> PREFETCH_ENABLED =
            ConfigOptions.key("forebay.prefetch.enabled")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription("Whether block requests cause prefetch commands.");

    public static final ConfigOption<Double> PREFETCH_WASTE_COST =
            ConfigOptions.key("forebay.prefetch.waste-cost")
                    .doubleType()
                    .defaultValue(PREFETCH.wasteCost())
                    .withDescription("Cost of a wasted block, as a share of what a hit saves.");

    public static final ConfigOption<Integer> PREFETCH_MAX_BLOCKS =
            ConfigOptions.key("forebay.prefetch.max-blocks-per-request")
                    .intType()
                    .defaultValue(PREFETCH.maxBlocksPerRequest())
                    .withDescription(
                            "Most blocks of 4,096 bytes one request may cause to be staged.");

    public static final ConfigOption<Integer> PREFETCH_BUFFER_BLOCKS =
            ConfigOptions.key("forebay.prefetch.buffer-blocks")
                    .intType()
                    .defaultValue(PREFETCH.bufferBlocks())
                    .withDescription("Blocks of 4,096 bytes a function's prefetch buffer holds.");

    public static final ConfigOption<Integer> PREFETCH_CANDIDATES =
            ConfigOptions.key("forebay.prefetch.candidates")
                    .intType()
                    .defaultValue(16)
                    .withDescription("Likely next reads asked of the model for each read.");

    public static final ConfigOption<Integer> PRIORITY_FLOOR =
            ConfigOptions.key("forebay.priority.floor")
                    .intType()
                    .defaultValue(0)
                    .withDescription("Lowest priority given.");

    public static final ConfigOption<Integer> PRIORITY_CEILING =
            ConfigOptions.key("forebay.priority.ceiling")
                    .intType()
                    .defaultValue(7)
                    .withDescription("Highest priority given.");

    public static final ConfigOption<Boolean> PREDICTOR_ENABLED =
            ConfigOptions.key("forebay.predictor.enabled")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether traffic is predicted; without, tags follow request sizes and"
                                    + " forecasts repeat the last window.");

    public static final ConfigOption<Long> PREDICTOR_SEED =
            ConfigOptions.key("forebay.predictor.seed")
                    .longType()
                    .defaultValue(PREDICTOR.seed())
                    .withDescription("Seed of the initial weights.");

    public static final ConfigOption<Integer> PREDICTOR_COUNTER_SLOTS =
            ConfigOptions.key("forebay.predictor.counter-slots")
                    .intType()
                    .defaultValue(PREDICTOR.counterSlots())
                    .withDescription("Counters per function.");

    public static final ConfigOption<Integer> PREDICTOR_HISTORY_LENGTH =
            ConfigOptions.key("forebay.predictor.history-length")
                    .intType()
                    .defaultValue(PREDICTOR.historyLength())
                    .withDescription("Requests the model remembers per function.");

    public static final ConfigOption<Integer> PREDICTOR_RECURRENT_UNITS =
            ConfigOptions.key("forebay.predictor.recurrent-units")
                    .intType()
                    .defaultValue(PREDICTOR.recurrentUnits())
                    .withDescription("Units of the recurrent network; 0 leaves it out.");

    public static final ConfigOption<Double> PREDICTOR_LEARNING_RATE =
            ConfigOptions.key("forebay.predictor.learning-rate")
                    .doubleType()
                    .defaultValue(PREDICTOR.learningRate())
                    .withDescription("Learning rate of the recurrent network.");

    public static final ConfigOption<Integer> PREDICTOR_REPLAY_REQUESTS =
            ConfigOptions.key("forebay.predictor.replay-requests")
                    .intType()
                    .defaultValue(PREDICTOR.replayRequests())
                    .withDescription(
                            "Remembered requests the network trains on again after each request.");

    public static final ConfigOption<Integer> CACHE_FUNCTIONS =
            ConfigOptions.key("forebay.cache.functions")
                    .intType()
                    .defaultValue(1024)
                    .withDescription(
                            "Functions a subtask keeps as live objects; others wait in keyed"
                                    + " state.");

    public static final ConfigOption<MemorySize> CACHE_SNAPSHOT_MEMORY =
            ConfigOptions.key("forebay.cache.snapshot-memory")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(64))
                    .withDescription(
                            "Memory of a subtask for copies of live functions while a checkpoint is"
                                    + " written. Those that do not fit are written while traffic"
                                    + " waits.");

    public static final ConfigOption<Duration> FORGET_AFTER =
            ConfigOptions.key("forebay.state.forget-after")
                    .durationType()
                    .defaultValue(Duration.ofDays(1))
                    .withDescription(
                            "Event time without traffic after which the state of a function or"
                                    + " device is dropped but for its counters; 0 keeps it for ever.");

    public static final ConfigOption<Integer> ANOMALY_WARM_UP_WINDOWS =
            ConfigOptions.key("forebay.anomaly.warm-up-windows")
                    .intType()
                    .defaultValue(ANOMALY.warmUpWindows())
                    .withDescription("Windows a function must have shown before it can alert.");

    public static final ConfigOption<Double> ANOMALY_ALERT_BITS =
            ConfigOptions.key("forebay.anomaly.alert-bits")
                    .doubleType()
                    .defaultValue(ANOMALY.alertBits())
                    .withDescription("A window this improbable starts an alert.");

    public static final ConfigOption<Double> ANOMALY_CLEAR_BITS =
            ConfigOptions.key("forebay.anomaly.clear-bits")
                    .doubleType()
                    .defaultValue(ANOMALY.clearBits())
                    .withDescription("An alert ends when windows stay below this.");

    public static final ConfigOption<Integer> ANOMALY_CLEAR_WINDOWS =
            ConfigOptions.key("forebay.anomaly.clear-windows")
                    .intType()
                    .defaultValue(ANOMALY.clearWindows())
                    .withDescription("For how many windows they must stay below it.");

    public static final ConfigOption<Integer> ANOMALY_DEVICE_FUNCTIONS =
            ConfigOptions.key("forebay.anomaly.device-functions")
                    .intType()
                    .defaultValue(DEVICE_ALERTS.functions())
                    .withDescription(
                            "So many functions of a device that start to deviate together are one"
                                    + " alert of the device.");

    public static final ConfigOption<Integer> ANOMALY_DEVICE_WINDOWS =
            ConfigOptions.key("forebay.anomaly.device-windows")
                    .intType()
                    .defaultValue(DEVICE_ALERTS.windows())
                    .withDescription("Together means: within so many windows.");

    public static final ConfigOption<Long> MODEL_UPDATE_INTERVAL =
            ConfigOptions.key("forebay.model-update.interval")
                    .longType()
                    .defaultValue(1_000L)
                    .withDescription(
                            "Requests a device's weights learn from between two updates of the"
                                    + " model at the edge.");

    private static final List<CheckedOption<?>> CHECKED =
            List.of(
                    check(
                            WINDOW,
                            "1 ms to 1 h, whole milliseconds",
                            OperatorOptions::isWholeMillis),
                    check(SILENT_WINDOWS, "0 to 10000 windows", v -> v >= 0 && v <= 10_000),
                    check(BUFFER_BUDGET, "1 byte to 1 TiB", v -> isBetween(v, 1)),
                    check(BUFFER_FLOOR, "0 bytes to 1 TiB", v -> isBetween(v, 0)),
                    check(
                            BUFFER_CEILING,
                            "1 byte to 1 TiB, not below forebay.buffer.floor",
                            v -> isBetween(v, 1)),
                    check(BUFFER_HYSTERESIS, "0 to 1", v -> v >= 0 && v <= 1),
                    check(BUFFER_FORGET_WINDOWS, "1 window or more", v -> v >= 1),
                    check(BUFFER_MODE, "shared or partition", v -> true),
                    check(
                            BUFFER_HISTORY,
                            "a power of two from 2 to 65536",
                            v -> isPowerOfTwo(v, 2, 1 << 16)),
                    check(PREFETCH_ENABLED, "true or false", v -> true),
                    check(PREFETCH_WASTE_COST, "above 0, at most 1000", v -> v > 0 && v <= 1000),
                    check(PREFETCH_MAX_BLOCKS, "1 to 65536 blocks", v -> v >= 1 && v <= 1 << 16),
                    check(PREFETCH_BUFFER_BLOCKS, "1 to 65536 blocks", v -> v >= 1 && v <= 1 << 16),
                    check(PREFETCH_CANDIDATES, "1 to 1024", v -> v >= 1 && v <= 1024),
                    check(PRIORITY_FLOOR, "0 to 7", v -> v >= 0 && v <= 7),
                    check(PRIORITY_CEILING, "0 to 7, not below the floor", v -> v >= 0 && v <= 7),
                    check(PREDICTOR_ENABLED, "true or false", v -> true),
                    check(PREDICTOR_SEED, "any number", v -> true),
                    check(
                            PREDICTOR_COUNTER_SLOTS,
                            "a power of two from 16 to 16777216",
                            v -> isPowerOfTwo(v, 16, 1 << 24)),
                    check(
                            PREDICTOR_HISTORY_LENGTH,
                            "a power of two from 16 to 65536",
                            v -> isPowerOfTwo(v, 16, 1 << 16)),
                    check(PREDICTOR_RECURRENT_UNITS, "0 to 256", v -> v >= 0 && v <= 256),
                    check(PREDICTOR_LEARNING_RATE, "above 0, at most 1", v -> v > 0 && v <= 1),
                    check(PREDICTOR_REPLAY_REQUESTS, "0 to 64", v -> v >= 0 && v <= 64),
                    check(CACHE_FUNCTIONS, "1 or more", v -> v >= 1),
                    check(CACHE_SNAPSHOT_MEMORY, "0 bytes to 1 TiB", v -> isBetween(v, 0)),
                    check(
                            FORGET_AFTER,
                            "0 s, or longer than two windows more than forebay.window.silent, up to"
                                    + " 3650 d",
                            OperatorOptions::isForgetting),
                    check(
                            ANOMALY_WARM_UP_WINDOWS,
                            "10 to 10000 windows",
                            v -> v >= 10 && v <= 10_000),
                    check(ANOMALY_ALERT_BITS, "above 0, at most 1000", v -> v > 0 && v <= 1000),
                    check(
                            ANOMALY_CLEAR_BITS,
                            "above 0, not above forebay.anomaly.alert-bits",
                            v -> v > 0 && v <= 1000),
                    check(ANOMALY_CLEAR_WINDOWS, "1 or more", v -> v >= 1),
                    check(ANOMALY_DEVICE_FUNCTIONS, "2 to 10000", v -> v >= 2 && v <= 10_000),
                    check(ANOMALY_DEVICE_WINDOWS, "1 to 10000", v -> v >= 1 && v <= 10_000),
                    check(MODEL_UPDATE_INTERVAL, "1 or more", v -> v >= 1));

    private static final long LARGEST_MEMORY_BYTES = 1L << 40;

    /** What a policy may set for one function. */
    private static final List<String> FUNCTION_POLICY_KEYS =
            Stream.of(
                            BUFFER_FLOOR,
                            BUFFER_CEILING,
                            PREFETCH_ENABLED,
                            PREFETCH_WASTE_COST,
                            PREFETCH_MAX_BLOCKS,
                            PRIORITY_FLOOR,
                            PRIORITY_CEILING,
                            ANOMALY_ALERT_BITS,
                            ANOMALY_CLEAR_BITS,
                            ANOMALY_CLEAR_WINDOWS)
                    .map(ConfigOption::key)
                    .toList();

    /** What a policy may set for a device besides. */
    private static final List<String> DEVICE_POLICY_KEYS =
            Stream.of(BUFFER_BUDGET, ANOMALY_DEVICE_FUNCTIONS, ANOMALY_DEVICE_WINDOWS)
                    .map(ConfigOption::key)
                    .toList();

    private OperatorOptions() {}

    /** Every option with what it allows, in the order of the documentation. */
    static List<CheckedOption<?>> checked() {
        return CHECKED;
    }

    /**
     * Checks each option by itself.
     *
     * @throws IllegalConfigurationException when one cannot be read or is not allowed
     */
    public static void checkEach(ReadableConfig config) {
        CHECKED.forEach(option -> option.read(config));
    }

    /** Keys of all options, in the order of the documentation. */
    public static List<String> keys() {
        return CHECKED.stream().map(checked -> checked.option().key()).toList();
    }

    /** Keys of the options that a policy for one function may set while the job runs. */
    public static List<String> functionPolicyKeys() {
        return FUNCTION_POLICY_KEYS;
    }

    /** Keys of the options that a policy for a device or for all may set while the job runs. */
    public static List<String> policyKeys() {
        return Stream.concat(FUNCTION_POLICY_KEYS.stream(), DEVICE_POLICY_KEYS.stream()).toList();
    }

    /** What an option of this class allows, for a person. */
    public static String allowed(ConfigOption<?> option) {
        return CHECKED.stream()
                .filter(checked -> checked.option().key().equals(option.key()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("unknown option: key=" + option.key()))
                .allowed();
    }

    private static <T> CheckedOption<T> check(
            ConfigOption<T> option, String allowed, Predicate<T> isAllowed) {
        return new CheckedOption<>(option, allowed, isAllowed);
    }

    private static boolean isWholeMillis(Duration window) {
        return window.compareTo(Duration.ofMillis(1)) >= 0
                && window.compareTo(Duration.ofHours(1)) <= 0
                && window.toNanosPart() % 1_000_000 == 0;
    }

    private static boolean isForgetting(Duration duration) {
        return !duration.isNegative() && duration.compareTo(Duration.ofDays(3650)) <= 0;
    }

    private static boolean isBetween(MemorySize size, long leastBytes) {
        return size.getBytes() >= leastBytes && size.getBytes() <= LARGEST_MEMORY_BYTES;
    }

    private static boolean isPowerOfTwo(int value, int least, int most) {
        return value >= least && value <= most && Integer.bitCount(value) == 1;
    }
}
