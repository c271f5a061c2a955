package io.forebay.jobs.cli;

import io.forebay.gateway.engine.EngineSettings;
import io.forebay.gateway.engine.PrioritySettings;
import io.forebay.gateway.schedule.PriorityRange;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How large and how fast the emulated device is. Shared by the commands that start a gateway. */
public final class DeviceOptions {
    private static final long MEBIBYTE = 1L << 20;
    private static final long MEGABYTE = 1_000_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--buffer-budget",
            paramLabel = "MIB",
            defaultValue = "16",
            description =
                    "Buffer memory shared by the device's functions, in MiB (default: ${DEFAULT-VALUE}).")
    private long bufferBudgetMebibytes;

    @Option(
            names = "--storage-channels",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "Requests the backing store works on at a time (default: ${DEFAULT-VALUE}).")
    private int storageChannels;

    @Option(
            names = "--storage-latency",
            paramLabel = "MICROS",
            defaultValue = "200",
            description =
                    "Fixed time of a request at the backing store, in microseconds (default: ${DEFAULT-VALUE}).")
    private long storageLatencyMicros;

    @Option(
            names = "--storage-rate",
            paramLabel = "MB/S",
            defaultValue = "500",
            description = "Rate of one storage channel, in MB/s (default: ${DEFAULT-VALUE}).")
    private long storageMegabytesPerSecond;

    @Option(
            names = "--control-delay",
            paramLabel = "MICROS",
            defaultValue = "1000",
            description =
                    "With --speed max: device time from a cause to the effect of its commands, in microseconds"
                            + " (default: ${DEFAULT-VALUE}).")
    private long controlDelayMicros;

    @Option(
            names = "--no-edge-model",
            description =
                    "Leave priorities to tags alone: without it, the job's newest model gives elements theirs as they"
                            + " arrive.")
    private boolean withoutEdgeModel;

    @Option(
            names = "--priorities",
            paramLabel = "FUNCTION=LOW-HIGH",
            description =
                    "Priorities a function's elements may have, 0 (lowest) to 7, whoever asks for them; can be repeated"
                            + " (default: 0-7 for each).")
    private Map<String, String> priorities = Map.of();

    /** The device these options describe. */
    public EngineSettings engine(String deviceName) {
        requireRange("--buffer-budget", bufferBudgetMebibytes, 1, 1 << 20);
        requireRange("--storage-channels", storageChannels, 1, 1024);
        requireRange("--storage-latency", storageLatencyMicros, 0, 10_000_000);
        requireRange("--storage-rate", storageMegabytesPerSecond, 1, 1_000_000);
        return EngineSettings.defaults(deviceName)
                .withBufferBudgetBytes(bufferBudgetMebibytes * MEBIBYTE)
                .withStorage(
                        storageChannels,
                        Duration.of(storageLatencyMicros, ChronoUnit.MICROS).toNanos(),
                        storageMegabytesPerSecond * MEGABYTE)
                .withPriorities(
                        PrioritySettings.defaults()
                                .withEdgeModel(!withoutEdgeModel)
                                .withRanges(ranges()));
    }

    /** Device time from a cause to the effect of its commands, where the clock waits for them. */
    public Duration controlDelay() {
        // A tag lives for a second: one that acted later would never act.
        requireRange("--control-delay", controlDelayMicros, 1, 900_000);
        return Duration.of(controlDelayMicros, ChronoUnit.MICROS);
    }

    private Map<String, PriorityRange> ranges() {
        Map<String, PriorityRange> ranges = new HashMap<>();
        priorities.forEach((functionId, range) -> ranges.put(functionId, range(range)));
        return ranges;
    }

    private PriorityRange range(String text) {
        if (!text.matches("[0-7]-[0-7]") || text.charAt(0) > text.charAt(2)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--priorities must be two levels from 0 to 7, the lower first, as in 2-5: "
                            + text);
        }
        return new PriorityRange(text.charAt(0) - '0', text.charAt(2) - '0');
    }

    private void requireRange(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " must be from " + least + " to " + most + ": " + value);
        }
    }
}
