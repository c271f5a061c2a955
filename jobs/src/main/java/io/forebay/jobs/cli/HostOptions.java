package io.forebay.jobs.cli;

import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import io.forebay.gateway.host.HostHardware;
import io.forebay.gateway.host.HostSettings;
import io.forebay.gateway.host.NetworkSettings;
import io.forebay.gateway.workload.WorkloadSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** This host as the hardware of a gateway, instead of an emulated device. */
public final class HostOptions {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final long BITS_PER_MEGABIT = 1_000_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--host-interface",
            paramLabel = "IF",
            description = {
                "This host is the hardware: capture the frames that pass the interface (CAP_NET_RAW, libpcap).",
                "Functions are the interface, its VLANs, and the flows named by --host-flow."
            })
    private String interfaceName;

    @Option(
            names = "--host-flow",
            paramLabel = "NAME=FILTER",
            description =
                    "A function for the frames that match a filter as tcpdump has them; may be repeated, the first"
                            + " match counts.")
    private Map<String, String> flows = new LinkedHashMap<>();

    @Option(
            names = "--host-rate",
            paramLabel = "MBIT/S",
            description =
                    "Hold the interface to this rate and let priorities order its queue, with tc (CAP_NET_ADMIN).")
    private Double rateMegabits;

    @Option(
            names = "--host-namespace",
            paramLabel = "NAME",
            description = "Network namespace of the interface, as 'ip netns' names it.")
    private String namespace;

    @Option(
            names = "--host-file",
            paramLabel = "NAME=PATH",
            description = {
                "A function for a file or block device whose blocks can be prefetched into the page cache; may be",
                "repeated. Requests of a workload (--trace, --synthetic) with functions of these names are read."
            })
    private Map<String, Path> files = new LinkedHashMap<>();

    /** Whether any of the options was given. */
    public boolean isGiven() {
        return interfaceName != null
                || !files.isEmpty()
                || !flows.isEmpty()
                || rateMegabits != null
                || namespace != null;
    }

    /** Settings of the gateway; wrong options fail as a wrong call. */
    GatewaySettings.Builder builder(WorkloadOptions workload) {
        workload.validate();
        if (workload.speed().isMax()) {
            throw wrong("a host runs in its own time: --speed max is for the emulated device");
        }
        if (workload.isNamed() && files.isEmpty()) {
            throw wrong("a workload on a host needs --host-file");
        }
        GatewaySettings.Builder settings =
                GatewaySettings.builder(deviceName())
                        .withBaseline(false)
                        .pacing(Pacing.live(workload.speed().factor()));
        if (workload.givenDurationNanos() > 0) {
            settings.durationLimit(Duration.ofNanos(workload.givenDurationNanos()));
        }
        if (workload.limit() > 0) {
            settings.elementLimit(workload.limit());
        }
        return settings;
    }

    /** Starts the gateway; wrong options fail as a wrong call. */
    GatewayServer start(GatewaySettings settings, WorkloadOptions workload) throws IOException {
        WorkloadSource source =
                workload.isNamed()
                        ? deadLetters -> workload.open(settings.deviceId(), deadLetters)
                        : null;
        return HostHardware.start(settings, checked(this::hostSettings), source);
    }

    private HostSettings hostSettings() {
        return new HostSettings(network(), files, HostSettings.DEFAULT_PREFETCH_BLOCKS);
    }

    private Optional<NetworkSettings> network() {
        if (interfaceName == null) {
            if (!flows.isEmpty() || rateMegabits != null || namespace != null) {
                throw wrong("--host-flow, --host-rate and --host-namespace need --host-interface");
            }
            return Optional.empty();
        }
        return Optional.of(
                new NetworkSettings(
                        interfaceName,
                        Optional.ofNullable(namespace),
                        rateMegabits == null
                                ? OptionalLong.empty()
                                : OptionalLong.of(Math.round(rateMegabits * BITS_PER_MEGABIT)),
                        flows,
                        NetworkSettings.DEFAULT_SNAP_BYTES));
    }

    private <T> T checked(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    /** What is watched, in a few words. */
    public String describe() {
        String network = interfaceName == null ? "" : ", interface " + interfaceName;
        String named = files.isEmpty() ? "" : ", files " + String.join(" ", files.keySet());
        return "Linux host " + deviceName() + network + named;
    }

    private static String deviceName() {
        try {
            String name = Files.readString(HOST_NAME).strip().replace('/', '-');
            return name.isEmpty() ? "host" : name;
        } catch (IOException e) {
            return "host";
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
