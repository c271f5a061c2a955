package io.forebay.jobs.cluster;

import java.util.List;
import java.util.Map;

/**
 * What a local cluster is started with.
 *
 * @param taskManagers number of them, at least 1
 * @param slots of each TaskManager, at least 1
 * @param partitions of each topic, at least 1
 * @param kafkaPort of the broker, 0 for any free one
 * @param webPort of Flink's web UI, 0 for any free one
 * @param gatewayPort of the gateway, 0 for any free one
 * @param flinkOptions entries of Flink's configuration, over those made here
 * @param gatewayArguments how the gateway is called besides its port; empty for no gateway
 */
public record ClusterSettings(
        int taskManagers,
        int slots,
        int partitions,
        int kafkaPort,
        int webPort,
        int gatewayPort,
        Map<String, String> flinkOptions,
        List<String> gatewayArguments) {
    public ClusterSettings {
        flinkOptions = Map.copyOf(flinkOptions);
        gatewayArguments = List.copyOf(gatewayArguments);
        if (taskManagers < 1 || slots < 1 || partitions < 1) {
            throw new IllegalArgumentException(
                    "cluster is too small: taskManagers="
                            + taskManagers
                            + ", slots="
                            + slots
                            + ", partitions="
                            + partitions);
        }
    }
}
