package io.forebay.jobs.run;

import io.forebay.connectors.gateway.sink.GatewaySink;
import io.forebay.connectors.gateway.source.GatewaySource;
import io.forebay.connectors.webhook.AlertWebhook;
import io.forebay.gateway.GatewayMetrics;
import io.forebay.gateway.GatewayReport;
import io.forebay.gateway.GatewayServer;
import io.forebay.jobs.ShapingJob;
import io.forebay.operators.ForebayTopology;
import io.forebay.operators.validation.DeadLetterCounter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole loop in this process: a gateway with an emulated device and its workload, a Flink
 * cluster with the job that shapes it. They talk over the loopback interface as they would across
 * machines.
 */
public final class EmbeddedRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRun.class);
    private static final long RESULTS_TIMEOUT_SECONDS = 30;
    private static final Duration WORKLOAD_END_TIMEOUT = Duration.ofSeconds(2);

    private final RunSettings settings;
    private final Path workDirectory;
    private final GatewayServer gateway;

    /** Null where the gateway's metrics are not served. */
    private final GatewayMetrics gatewayMetrics;

    private final EmbeddedCluster cluster;
    private final JobClient job;
    private final JobTally tally = new JobTally();
    private final ResultCollectors results = new ResultCollectors();
    private final RunProgress progress;

    private EmbeddedRun(RunSettings settings, WorkloadOpener workload, PrintWriter out)
            throws Exception {
        this.settings = settings;
        workDirectory = Files.createTempDirectory("forebay-run-");
        GatewayServer startedGateway = null;
        GatewayMetrics startedMetrics = null;
        EmbeddedCluster startedCluster = null;
        try {
            startedGateway = GatewayServer.start(settings.gateway(), workload::open);
            startedCluster =
                    EmbeddedCluster.start(
                            settings.parallelism(),
                            settings.webPorts(),
                            settings.metrics(),
                            workDirectory);
            startedMetrics = settings.metrics().serve(startedGateway);
            gateway = startedGateway;
            gatewayMetrics = startedMetrics;
            cluster = startedCluster;
            out.println("workload   " + settings.workload() + ", speed " + settings.speed());
            out.println("gateway    " + gateway.target());
            out.println("web UI     " + cluster.webAddress());
            settings.metrics().describe(gatewayMetrics).forEach(out::println);
            out.flush();
            job = submit();
            results.start();
            progress = new RunProgress(gateway, settings);
        } catch (Exception e) {
            closeQuietly(results);
            closeQuietly(startedCluster);
            closeQuietly(startedMetrics);
            closeQuietly(startedGateway);
            deleteWorkDirectory();
            throw e;
        }
    }

    /** Starts a run; its addresses are printed to {@code out}. */
    public static EmbeddedRun start(RunSettings settings, WorkloadOpener workload, PrintWriter out)
            throws Exception {
        return new EmbeddedRun(settings, workload, out);
    }

    private JobClient submit() throws Exception {
        StreamExecutionEnvironment environment = cluster.newEnvironment();
        ForebayTopology.Streams streams =
                new ShapingJob(
                                GatewaySource.builder().addGateway(gateway.target()).build(),
                                GatewaySink.builder()
                                        .addGateway(gateway.target())
                                        .setBaseEpoch(System.currentTimeMillis())
                                        .build(),
                                gateway.target(),
                                settings.operators())
                        .build(environment);
        results.collect("prediction errors", streams.predictionErrors(), tally::add);
        results.collect("alerts", streams.alerts(), tally::add);
        results.collect("dead letters", DeadLetterCounter.count(streams.deadLetters()), tally::add);
        results.collect("late elements", streams.lateElements(), element -> tally.addLate());
        if (settings.alertWebhook() != null) {
            results.collect(
                    "undelivered alerts",
                    AlertWebhook.attach(streams.alerts(), settings.alertWebhook()),
                    tally::addUndelivered);
        }
        return environment.executeAsync("forebay " + settings.workload());
    }

    /** Ends the workload now; the run then finishes as at the end of a trace. Any thread. */
    public void stop() {
        gateway.endWorkload();
    }

    /** Waits until the workload is through and the job has put everything out, showing progress. */
    public RunReport finish() throws Exception {
        CompletableFuture<?> execution = job.getJobExecutionResult();
        String jobFailure = null;
        try {
            progress.showUntilDone(execution);
            execution.get();
            results.await(RESULTS_TIMEOUT_SECONDS);
        } catch (ExecutionException e) {
            LOG.error("the job failed", e);
            jobFailure = "the job failed: " + Failures.rootMessage(e);
        }
        if (jobFailure != null) {
            endWithoutJob();
        }
        gateway.awaitWorkloadEnd();
        GatewayReport report = gateway.report();
        return RunReport.of(settings, report, tally, jobFailure);
    }

    /** Ends the workload; where it waits for answers of the job, at once. */
    private void endWithoutJob() throws InterruptedException {
        gateway.endWorkload();
        if (!gateway.awaitWorkloadEnd(WORKLOAD_END_TIMEOUT)) {
            gateway.close();
        }
    }

    @Override
    public void close() throws Exception {
        closeQuietly(results);
        closeQuietly(cluster);
        closeQuietly(gatewayMetrics);
        closeQuietly(gateway);
        deleteWorkDirectory();
    }

    /** Flink may still be at its own files in there, which is no trouble. */
    private void deleteWorkDirectory() {
        FileUtils.deleteDirectoryQuietly(workDirectory.toFile());
    }

    private static void closeQuietly(AutoCloseable resource) {
        if (resource == null) {
            return;
        }
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("closing {} failed", resource.getClass().getSimpleName(), e);
        }
    }
}
