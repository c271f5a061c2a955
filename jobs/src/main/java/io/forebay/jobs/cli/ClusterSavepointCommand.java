package io.forebay.jobs.cli;

import io.forebay.jobs.cluster.FlinkApi;
import io.forebay.jobs.cluster.LocalCluster;
import io.forebay.jobs.cluster.Savepoints;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay cluster savepoint}: the state of a job, to start another from. */
@Command(
        name = "savepoint",
        description = "Takes a savepoint of a job, and prints where it is.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClusterSavepointCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ClusterOptions options = new ClusterOptions();

    @Parameters(
            paramLabel = "JOB",
            arity = "0..1",
            description = "Id of the job (default: the one that runs).")
    private String job;

    @Option(names = "--stop", description = "Stop the job with it.")
    private boolean stops;

    @Override
    public Integer call() throws Exception {
        LocalCluster cluster = options.cluster();
        var flink = new FlinkApi(cluster.state().webAddress());
        var savepoints = new Savepoints(flink, cluster.files().savepoints());
        String path = savepoints.take(job == null ? savepoints.onlyJob() : job, stops);
        PrintWriter out = spec.commandLine().getOut();
        out.println(path);
        out.flush();
        return 0;
    }
}
