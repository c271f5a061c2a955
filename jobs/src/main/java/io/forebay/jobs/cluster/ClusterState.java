package io.forebay.jobs.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a local cluster is made of, as long as it is up. Everything listens on the loopback address.
 *
 * @param kafkaPort of the broker
 * @param controllerPort of the broker's controller
 * @param restPort of Flink's REST interface and web UI
 * @param rpcPort of the JobManager
 * @param gatewayPort of the gateway
 * @param taskManagers number of them
 * @param slots of each TaskManager
 * @param flinkOptions entries of Flink's configuration that were set when it was started
 * @param gatewayArguments how its gateway was called; empty where it has none
 * @param metricsPorts where its processes serve metrics, by process
 */
public record ClusterState(
        int kafkaPort,
        int controllerPort,
        int restPort,
        int rpcPort,
        int gatewayPort,
        int taskManagers,
        int slots,
        Map<String, String> flinkOptions,
        List<String> gatewayArguments,
        Map<String, Integer> metricsPorts) {
    /** The address everything listens on. */
    static final String HOST = "127.0.0.1";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public ClusterState {
        flinkOptions = Map.copyOf(flinkOptions);
        gatewayArguments = List.copyOf(gatewayArguments);
        metricsPorts = Map.copyOf(metricsPorts);
    }

    /** Where clients find the broker. */
    public String kafkaAddress() {
        return HOST + ":" + kafkaPort;
    }

    /** Where jobs find the gateway. */
    public String gatewayAddress() {
        return HOST + ":" + gatewayPort;
    }

    /** Flink's web UI. */
    public String webAddress() {
        return "http://" + HOST + ":" + restPort;
    }

    /** Where a process serves metrics. */
    public URI metricsAddress(String process) {
        return URI.create("http://" + HOST + ":" + metricsPorts.get(process) + "/metrics");
    }

    /**
     * The state of the cluster in a directory.
     *
     * @throws IllegalStateException when there is none
     */
    static ClusterState read(ClusterFiles files) throws IOException {
        if (!Files.exists(files.state())) {
            throw new IllegalStateException(
                    "no cluster is up in " + files.directory() + "; start one with cluster up");
        }
        return MAPPER.readValue(files.state().toFile(), ClusterState.class);
    }

    void write(ClusterFiles files) throws IOException {
        Path file = files.state();
        Files.write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }
}
