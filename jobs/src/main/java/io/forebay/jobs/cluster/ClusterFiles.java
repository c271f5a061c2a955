package io.forebay.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a local cluster keeps its files.
 *
 * @param directory of everything; absolute
 */
public record ClusterFiles(Path directory) {
    /** Files under {@code directory}, wherever the caller stands. */
    public static ClusterFiles in(Path directory) {
        return new ClusterFiles(directory.toAbsolutePath().normalize());
    }

    /** What the cluster is made of, while it is up. */
    public Path state() {
        return directory.resolve("cluster.json");
    }

    /** Flink's and Kafka's configuration. */
    public Path configuration() {
        return directory.resolve("conf");
    }

    /** What a Prometheus scrapes the cluster with. */
    public Path prometheus() {
        return configuration().resolve("prometheus.yml");
    }

    /** One log per process. */
    public Path logs() {
        return directory.resolve("logs");
    }

    /** One file per running process: who it is. */
    public Path processes() {
        return directory.resolve("processes");
    }

    /** Topics. */
    public Path kafkaData() {
        return directory.resolve("kafka");
    }

    /** Checkpoints. */
    public Path checkpoints() {
        return directory.resolve("checkpoints");
    }

    /** Savepoints. */
    public Path savepoints() {
        return directory.resolve("savepoints");
    }

    /** What the gateway keeps of its earlier lives. */
    public Path gatewayState() {
        return directory.resolve("gateway").resolve("state");
    }

    /** The rings of the gateway's functions. */
    public Path gatewayRings() {
        return directory.resolve("gateway").resolve("rings");
    }

    /** What processes write and need no more when they end. */
    public Path temporary() {
        return directory.resolve("tmp");
    }

    /** The log of a process. */
    public Path log(String processName) {
        return logs().resolve(processName + ".log");
    }

    void create() throws IOException {
        for (Path path :
                new Path[] {
                    configuration(), logs(), processes(), checkpoints(), savepoints(), temporary()
                }) {
            Files.createDirectories(path);
        }
    }
}
