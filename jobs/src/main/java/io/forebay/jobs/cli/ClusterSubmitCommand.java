package io.forebay.jobs.cli;

import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.jobs.assembly.JobArguments;
import io.forebay.jobs.assembly.TrafficSource;
import io.forebay.jobs.cluster.ClusterState;
import io.forebay.jobs.cluster.FlinkApi;
import io.forebay.jobs.cluster.FlinkClient;
import io.forebay.jobs.cluster.LocalCluster;
import io.forebay.jobs.cluster.PolicyTopic;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay cluster submit}: the job as a jar, through Flink's own client. */
@Command(
        name = "submit",
        description = {
            "Submits the job to the cluster.",
            "With --synthetic or --trace, that workload is fed into the topic with the traffic"
                    + " meanwhile."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClusterSubmitCommand implements Callable<Integer> {
    private static final String PREFIX = "kafka.sink.transaction-prefix";

    @Spec private CommandSpec spec;
    @Mixin private ClusterOptions options = new ClusterOptions();
    @Mixin private ConfigOptions configuration = new ConfigOptions();
    @Mixin private WorkloadOptions workload = new WorkloadOptions();

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            defaultValue = "kafka",
            description =
                    "Where the traffic comes from: kafka, or gateway, which is sent the commands,"
                            + " too (default: ${DEFAULT-VALUE}).")
    private TrafficSource source;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description = "Parallelism of the job (default: ${DEFAULT-VALUE}).")
    private int parallelism;

    @Option(
            names = "--from",
            paramLabel = "PATH",
            description = "Start from this savepoint or checkpoint.")
    private String savepoint;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Set an option of the job, such as forebay.anomaly.alert-bits=20.")
    private Map<String, String> jobOptions = Map.of();

    @Override
    public Integer call() throws Exception {
        validate();
        PrintWriter out = spec.commandLine().getOut();
        ConfigFile file = configuration.file();
        Set<String> taken = new TreeSet<>(JobArguments.knownKeys());
        taken.add(KafkaOptions.CLIENT.key() + ".");
        jobOptions = ConfigOptions.merged(file, taken, jobOptions);
        LocalCluster cluster = options.cluster();
        ClusterState state = cluster.state();
        requireOwnTransactions(state);
        if (workload.isNamed()) {
            cluster.feed(workload.arguments());
            out.println("feed       " + workload.describe() + ", speed " + workload.speed());
            out.flush();
        }
        if (file.isGiven()) {
            out.println("config     " + file.path());
        }
        String job;
        try {
            job = new FlinkClient(cluster).submit(parallelism, savepoint, jobOptions(state));
        } catch (IOException e) {
            // Without the cause, which says less.
            throw new IOException(file.withPlace(String.valueOf(e.getMessage())));
        }
        out.println("job        " + job);
        out.println("web UI     " + state.webAddress() + "/#/job/running/" + job + "/overview");
        out.flush();
        return 0;
    }

    private void validate() {
        if (parallelism < 1) {
            throw wrong("--parallelism must be above 0: " + parallelism);
        }
        if (source == TrafficSource.TRACE) {
            throw wrong("--source is kafka or gateway; --trace feeds a trace into Kafka");
        }
        if (source == TrafficSource.GATEWAY && workload.isNamed()) {
            throw wrong("the gateway's workload is set by cluster up --workload");
        }
        workload.validate();
    }

    /** Two jobs with transactions of the same names would end each other's. */
    private void requireOwnTransactions(ClusterState state)
            throws IOException, InterruptedException {
        boolean isAlone =
                new FlinkApi(state.webAddress()).jobs().stream().allMatch(FlinkApi.Job::hasEnded);
        if (!isAlone && !jobOptions.containsKey(PREFIX)) {
            throw new IllegalStateException(
                    "a job runs already; a second one needs an own -D " + PREFIX + "=NAME");
        }
    }

    private Map<String, String> jobOptions(ClusterState state) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("forebay.source", source.name());
        all.put("kafka.bootstrap-servers", state.kafkaAddress());
        all.put(KafkaOptions.POLICIES_TOPIC.key(), PolicyTopic.LOCAL);
        if (source == TrafficSource.GATEWAY) {
            all.put("forebay.results", "KAFKA;GATEWAY");
            all.put("gateway.source.addresses", state.gatewayAddress());
            all.put("gateway.sink.addresses", state.gatewayAddress());
        }
        all.putAll(jobOptions);
        return all;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
