package io.forebay.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A Kafka broker that is its own controller, as a process of its own. */
public final class KafkaBroker {
    /** Name of the process. */
    public static final String NAME = "kafka";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NODE_ID = "1";

    private final ClusterFiles files;
    private final ClusterArtifacts artifacts;
    private final ClusterProcesses processes;
    private final ClusterState state;

    /** A broker on the ports of {@code state}; nothing runs yet. */
    KafkaBroker(
            ClusterFiles files,
            ClusterArtifacts artifacts,
            ClusterProcesses processes,
            ClusterState state) {
        this.files = files;
        this.artifacts = artifacts;
        this.processes = processes;
        this.state = state;
    }

    /** Starts the broker on what is there already, or on nothing. */
    void start() throws IOException, InterruptedException {
        Path properties = files.configuration().resolve("kafka.properties");
        Files.writeString(properties, properties());
        if (!Files.exists(files.kafkaData().resolve("meta.properties"))) {
            format(properties);
        }
        processes.start(
                NAME,
                Jvm.command(
                        files,
                        artifacts.kafkaClasspath(),
                        List.of("-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", logging()),
                        "kafka.Kafka",
                        List.of(properties.toString())),
                Map.of());
    }

    private void format(Path properties) throws IOException, InterruptedException {
        List<String> command =
                Jvm.command(
                        files,
                        artifacts.kafkaClasspath(),
                        List.of("-Xmx128m", logging()),
                        "kafka.tools.StorageTool",
                        List.of(
                                "format",
                                "--cluster-id",
                                Uuid.randomUuid().toString(),
                                "--config",
                                properties.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log(NAME).toFile()))
                        .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        if (process.waitFor() != 0) {
            throw new IOException("the broker's storage cannot be formatted: " + files.log(NAME));
        }
    }

    private String logging() {
        return LoggingConfiguration.ofProcesses(files);
    }

    /*
     * One node: nothing can be replicated. Internal topics have few partitions and the log cleaner a
     * small buffer, so that the broker fits into a few hundred megabytes. Few threads, which are
     * seldom to be woken: that is a good part of what a request costs.
     */
    private String properties() {
        String host = ClusterState.HOST;
        return String.join(
                        "\n",
                        "process.roles=broker,controller",
                        "node.id=" + NODE_ID,
                        "listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d",
                        "advertised.listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d",
                        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "inter.broker.listener.name=PLAINTEXT",
                        "controller.listener.names=CONTROLLER",
                        "controller.quorum.voters=" + NODE_ID + "@%1$s:%3$d",
                        "log.dirs=%4$s",
                        "auto.create.topics.enable=false",
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=4",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "transaction.state.log.num.partitions=4",
                        "share.coordinator.state.topic.replication.factor=1",
                        "share.coordinator.state.topic.min.isr=1",
                        "group.initial.rebalance.delay.ms=0",
                        "log.cleaner.dedupe.buffer.size=16777216",
                        "num.network.threads=1",
                        "num.io.threads=2",
                        "")
                .formatted(host, state.kafkaPort(), state.controllerPort(), files.kafkaData());
    }

    /** Waits until the broker answers, then creates the topics that are missing. */
    void awaitWithTopics(Collection<NewTopic> topics) throws InterruptedException {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", state.kafkaAddress());
        try (Admin admin = Admin.create(properties)) {
            Waiting.until(
                    "the broker answers, see " + files.log(NAME),
                    PATIENCE,
                    () -> {
                        if (!processes.isRunning(NAME)) {
                            throw new IllegalStateException(processes.describeEnd(NAME));
                        }
                        createMissing(admin, topics);
                        return true;
                    });
        }
    }

    private static void createMissing(Admin admin, Collection<NewTopic> topics)
            throws InterruptedException, ExecutionException {
        Set<String> existing = admin.listTopics().names().get();
        List<NewTopic> missing =
                topics.stream().filter(topic -> !existing.contains(topic.name())).toList();
        admin.createTopics(missing).all().get();
    }
}
