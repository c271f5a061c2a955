package io.forebay.jobs.cluster;

import io.forebay.connectors.kafka.KafkaTopics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A cluster on this machine: a Kafka broker, a JobManager, TaskManagers and a gateway, each a
 * process of its own that outlives this one. Everything listens on the loopback address. One thread
 * in one process at a time.
 */
public final class LocalCluster {
    /** Name of the process that feeds a workload into Kafka. */
    public static final String FEED = "feed";

    private static final String JOB_MANAGER = "jobmanager";
    private static final String TASK_MANAGER = "taskmanager-";

    /** Name of the gateway's process. */
    static final String GATEWAY = "gateway";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CONNECT_MILLIS = 1_000;

    private final ClusterFiles files;
    private final ClusterArtifacts artifacts;
    private final ClusterProcesses processes;

    /** The cluster in a directory, up or not. */
    public LocalCluster(ClusterFiles files, ClusterArtifacts artifacts) {
        this.files = files;
        this.artifacts = artifacts;
        processes = new ClusterProcesses(files);
    }

    /**
     * Starts what does not run, and returns when all of it answers. A cluster that is up stays as
     * it was started, whatever {@code settings} say.
     *
     * @param out is told what was started
     * @throws IllegalStateException when something does not come up; what was started here is
     *     stopped again
     */
    public ClusterState up(ClusterSettings settings, Consumer<String> out)
            throws IOException, InterruptedException {
        files.create();
        ClusterState state =
                Files.exists(files.state()) ? ClusterState.read(files) : newState(settings);
        List<ClusterProcesses.Entry> before = processes.all();
        try {
            state.write(files);
            start(settings.partitions(), state, out);
        } catch (IOException | InterruptedException | RuntimeException e) {
            List<ClusterProcesses.Entry> started = new ArrayList<>(processes.all());
            started.removeAll(before);
            stop(started);
            if (before.isEmpty()) {
                Files.deleteIfExists(files.state());
            }
            throw e;
        }
        return state;
    }

    private static ClusterState newState(ClusterSettings settings) throws IOException {
        try (var ports = new FreePorts()) {
            return new ClusterState(
                    ports.take(settings.kafkaPort()),
                    ports.take(0),
                    ports.take(settings.webPort()),
                    ports.take(0),
                    ports.take(settings.gatewayPort()),
                    settings.taskManagers(),
                    settings.slots(),
                    settings.flinkOptions(),
                    settings.gatewayArguments(),
                    metricsPorts(settings, ports));
        }
    }

    private static Map<String, Integer> metricsPorts(ClusterSettings settings, FreePorts ports)
            throws IOException {
        Map<String, Integer> byProcess = new TreeMap<>();
        byProcess.put(JOB_MANAGER, ports.take(0));
        for (int number = 1; number <= settings.taskManagers(); number++) {
            byProcess.put(TASK_MANAGER + number, ports.take(0));
        }
        if (!settings.gatewayArguments().isEmpty()) {
            byProcess.put(GATEWAY, ports.take(0));
        }
        return byProcess;
    }

    private void start(int partitions, ClusterState state, Consumer<String> out)
            throws IOException, InterruptedException {
        var flink = new FlinkConfiguration(files, state);
        flink.write(files);
        LoggingConfiguration.write(files);
        PrometheusConfiguration.write(files, state);
        var broker = new KafkaBroker(files, artifacts, processes, state);
        if (!processes.isRunning(KafkaBroker.NAME)) {
            broker.start();
        }
        Set<String> taskManagers = startFlink(flink, state);
        boolean hasGateway = !state.gatewayArguments().isEmpty();
        if (hasGateway && !processes.isRunning(GATEWAY)) {
            startGateway(state);
        }
        broker.awaitWithTopics(topics(partitions));
        out.accept("kafka      " + state.kafkaAddress());
        awaitTaskManagers(state, taskManagers);
        out.accept("web UI     " + state.webAddress());
        if (hasGateway) {
            awaitGateway(state);
            out.accept("gateway    " + state.gatewayAddress());
        }
        out.accept("metrics    for Prometheus with " + files.prometheus());
    }

    private static List<NewTopic> topics(int partitions) {
        List<NewTopic> topics = new ArrayList<>();
        for (String name : KafkaTopics.from(new Configuration()).all()) {
            topics.add(new NewTopic(name, partitions, (short) 1));
        }
        topics.add(PolicyTopic.definition(PolicyTopic.LOCAL));
        return topics;
    }

    /** Starts what does not run; returns the resource ids of the TaskManagers among it. */
    private Set<String> startFlink(FlinkConfiguration flink, ClusterState state)
            throws IOException {
        if (!processes.isRunning(JOB_MANAGER)) {
            processes.start(
                    JOB_MANAGER,
                    Jvm.command(
                            files,
                            artifacts.flinkClasspath(),
                            flinkOptions(JOB_MANAGER, flink.jobManagerJvm()),
                            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                            List.of(
                                    "--configDir",
                                    files.configuration().toString(),
                                    "-D",
                                    flink.metricsPort(JOB_MANAGER))),
                    Map.of());
        }
        Set<String> started = new HashSet<>();
        for (int number = 1; number <= state.taskManagers(); number++) {
            String name = TASK_MANAGER + number;
            if (!processes.isRunning(name)) {
                String resource = name + "-" + System.nanoTime();
                started.add(resource);
                List<String> arguments = new ArrayList<>();
                arguments.add("--configDir");
                arguments.add(files.configuration().toString());
                arguments.add("-D");
                arguments.add("taskmanager.resource-id=" + resource);
                arguments.add("-D");
                arguments.add(flink.metricsPort(name));
                arguments.addAll(flink.taskManagerArguments());
                processes.start(
                        name,
                        Jvm.command(
                                files,
                                artifacts.flinkClasspath(),
                                flinkOptions(name, flink.taskManagerJvm()),
                                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                                arguments),
                        Map.of());
            }
        }
        return started;
    }

    private List<String> flinkOptions(String name, List<String> memory) {
        List<String> options = new ArrayList<>(memory);
        options.add("-XX:+UseG1GC");
        // The web UI shows this file.
        options.add("-Dlog.file=" + files.log(name));
        options.add(logging());
        return options;
    }

    private void startGateway(ClusterState state) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("gateway", "serve"));
        arguments.add("--port");
        arguments.add(Integer.toString(state.gatewayPort()));
        arguments.addAll(List.of("--state-dir", files.gatewayState().toString()));
        arguments.addAll(List.of("--ring-dir", files.gatewayRings().toString()));
        arguments.add("--metrics-port");
        arguments.add(Integer.toString(state.metricsPorts().get(GATEWAY)));
        arguments.addAll(state.gatewayArguments());
        startCommandLine(GATEWAY, arguments);
    }

    /** Starts this command line as a process of the cluster. */
    void startCommandLine(String name, List<String> arguments) throws IOException {
        processes.start(
                name,
                Jvm.command(
                        files,
                        artifacts.commandLineClasspath(),
                        List.of(
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                logging(),
                                "-D" + ClusterArtifacts.HOME_PROPERTY + "=" + artifacts.home()),
                        "io.forebay.jobs.Forebay",
                        arguments),
                Map.of());
    }

    private String logging() {
        return LoggingConfiguration.ofProcesses(files);
    }

    /** One that has just been killed may still be registered, so those started now must be. */
    private void awaitTaskManagers(ClusterState state, Set<String> started)
            throws InterruptedException {
        var flink = new FlinkApi(state.webAddress());
        Waiting.until(
                "TaskManagers register, see " + files.logs(),
                PATIENCE,
                () -> {
                    requireRunning(JOB_MANAGER);
                    for (int number = 1; number <= state.taskManagers(); number++) {
                        requireRunning(TASK_MANAGER + number);
                    }
                    Set<String> registered = flink.taskManagers();
                    return registered.containsAll(started)
                            && registered.size() >= state.taskManagers();
                });
    }

    private void awaitGateway(ClusterState state) throws InterruptedException {
        Waiting.until(
                "the gateway listens, see " + files.log(GATEWAY),
                PATIENCE,
                () -> {
                    requireRunning(GATEWAY);
                    try (var socket = new Socket()) {
                        socket.connect(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), state.gatewayPort()),
                                CONNECT_MILLIS);
                        return true;
                    }
                });
    }

    private void requireRunning(String name) throws IOException {
        if (!processes.isRunning(name)) {
            throw new IllegalStateException(processes.describeEnd(name));
        }
    }

    /**
     * What the cluster is made of.
     *
     * @throws IllegalStateException when it is not up
     */
    public ClusterState state() throws IOException {
        return ClusterState.read(files);
    }

    /** Its files. */
    public ClusterFiles files() {
        return files;
    }

    /** What its processes run from. */
    ClusterArtifacts artifacts() {
        return artifacts;
    }

    /** Its processes, whether they run or not. */
    public List<ClusterProcesses.Entry> processes() throws IOException {
        return processes.all();
    }

    /**
     * Ends a process at once, as {@code kill -9} does.
     *
     * @throws IllegalStateException when it does not run
     */
    public void kill(String name) throws IOException, InterruptedException {
        ProcessHandle victim =
                processes.all().stream()
                        .filter(entry -> entry.name().equals(name))
                        .flatMap(entry -> entry.handle().stream())
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("does not run: process=" + name));
        victim.destroyForcibly();
        Waiting.until(name + " ends", PATIENCE, () -> !victim.isAlive());
    }

    /**
     * Starts feeding a workload into the topic with the traffic.
     *
     * @param workload the workload as the command line names it
     */
    public void feed(List<String> workload) throws IOException {
        state();
        if (processes.isRunning(FEED)) {
            throw new IllegalStateException("a workload is being fed already: process=" + FEED);
        }
        List<String> arguments = new ArrayList<>(List.of("cluster", "feed", "--dir"));
        arguments.add(files.directory().toString());
        arguments.addAll(workload);
        startCommandLine(FEED, arguments);
    }

    /** Ends the processes that were started here, the youngest first, and nothing else. */
    public int down() throws IOException, InterruptedException {
        List<ClusterProcesses.Entry> all = processes.all();
        stop(all);
        Files.deleteIfExists(files.state());
        return all.size();
    }

    private void stop(List<ClusterProcesses.Entry> entries)
            throws IOException, InterruptedException {
        List<ClusterProcesses.Entry> youngestFirst = new ArrayList<>(entries);
        Collections.reverse(youngestFirst);
        for (ClusterProcesses.Entry entry : youngestFirst) {
            processes.stop(entry);
        }
    }
}
