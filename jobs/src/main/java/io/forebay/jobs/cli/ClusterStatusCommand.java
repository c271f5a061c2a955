package io.forebay.jobs.cli;

import io.forebay.jobs.cluster.ClusterStatus;
import io.forebay.jobs.cluster.ClusterStatus.JobStatus;
import io.forebay.jobs.cluster.ClusterStatus.ProcessStatus;
import io.forebay.jobs.cluster.FlinkApi.Metric;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay cluster status}: what runs, and what every operator of the jobs counts. */
@Command(
        name = "status",
        description = {
            "Tells what runs on the cluster: processes, jobs, and the metrics of every operator.",
            "Exit code 1 when a process has ended or a job that has not ended does not run."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClusterStatusCommand implements Callable<Integer> {
    /** Flink's watermark before the first element, also where it is a mean over many subtasks. */
    private static final double NO_WATERMARK = Long.MIN_VALUE / 1_000_000.0;

    private static final String NONE_YET = "none yet";

    @Spec private CommandSpec spec;
    @Mixin private ClusterOptions options = new ClusterOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the status as JSON, too.")
    private Path json;

    @Override
    public Integer call() throws Exception {
        ClusterStatus status = ClusterStatus.of(options.cluster());
        print(status, spec.commandLine().getOut());
        if (json != null) {
            JsonFiles.write(json, status);
        }
        return isWell(status) ? 0 : 1;
    }

    /** A feed ends with its workload; whatever else has ended should run. */
    private static boolean isWell(ClusterStatus status) {
        boolean processesRun =
                status.processes().stream()
                        .allMatch(process -> process.isRunning() || process.name().equals("feed"));
        return processesRun
                && status.jobs().stream()
                        .allMatch(job -> job.hasEnded() || job.state().equals("RUNNING"));
    }

    static void print(ClusterStatus status, PrintWriter out) {
        out.println("kafka      " + status.kafkaAddress());
        if (status.gatewayAddress() != null) {
            out.println("gateway    " + status.gatewayAddress());
        }
        out.println("web UI     " + status.webAddress());
        out.println();
        out.printf("%-16s %8s  %-8s %10s%n", "process", "pid", "state", "seconds");
        for (ProcessStatus process : status.processes()) {
            out.printf(
                    Locale.ROOT,
                    "%-16s %8d  %-8s %,10d%n",
                    process.name(),
                    process.pid(),
                    process.isRunning() ? "running" : "ended",
                    process.seconds());
        }
        for (JobStatus job : status.jobs()) {
            out.println();
            out.printf(
                    Locale.ROOT,
                    "job %s  %s  %s, checkpoints %,d, restores %,d%n",
                    job.id(),
                    job.state(),
                    job.name(),
                    job.checkpoints(),
                    job.restores());
            job.operators().forEach((operator, metrics) -> print(operator, metrics, out));
        }
        out.flush();
    }

    private static void print(String operator, Map<String, Metric> metrics, PrintWriter out) {
        out.printf(Locale.ROOT, "  %-46s %18s %18s%n", operator, "sum", "mean of subtasks");
        metrics.forEach(
                (name, metric) ->
                        out.printf(
                                Locale.ROOT,
                                "    %-44s %18s %18s%n",
                                name,
                                text(name, metric.sum()),
                                text(name, metric.mean())));
    }

    private static String text(String name, double value) {
        boolean isMissing = name.endsWith("Watermark") && value <= NO_WATERMARK;
        return isMissing ? NONE_YET : String.format(Locale.ROOT, "%,.1f", value);
    }
}
