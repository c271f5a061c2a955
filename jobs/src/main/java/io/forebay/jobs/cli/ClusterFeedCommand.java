package io.forebay.jobs.cli;

import io.forebay.connectors.kafka.KafkaDelivery;
import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.connectors.kafka.KafkaSettings;
import io.forebay.connectors.trace.TraceCapture;
import io.forebay.connectors.trace.TraceFile;
import io.forebay.jobs.cluster.CaptureFeed;
import io.forebay.traces.TraceFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forebay cluster feed}: a workload into the topic with the traffic. */
@Command(
        name = "feed",
        description = {
            "Writes what a gateway would capture of a workload into the cluster's Kafka, until the workload ends.",
            "Its first element happens now, the others keep their distance."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClusterFeedCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ClusterOptions options = new ClusterOptions();
    @Mixin private WorkloadOptions workload = new WorkloadOptions();

    @Override
    public Integer call() throws Exception {
        workload.validate();
        Configuration config = new Configuration();
        config.set(KafkaOptions.BOOTSTRAP_SERVERS, options.cluster().state().kafkaAddress());
        config.set(KafkaOptions.DELIVERY, KafkaDelivery.AT_LEAST_ONCE);
        var feed = new CaptureFeed(KafkaSettings.from(config));
        // What the opener reads is the workload; the file only names it.
        var file = new TraceFile(workload.describe(), TraceFormat.MQSIM, workload.deviceName());
        try (TraceCapture capture =
                TraceCapture.open(file, (named, deadLetters) -> workload.open(deadLetters))) {
            CaptureFeed.Count count =
                    feed.run(
                            capture,
                            TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()),
                            workload.speed().factor(),
                            workload.durationNanos(),
                            workload.limit());
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "fed %,d records; %,d dead letters%n",
                            count.records(),
                            count.deadLetters());
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
