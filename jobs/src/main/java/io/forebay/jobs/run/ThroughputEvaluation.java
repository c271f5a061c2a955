package io.forebay.jobs.run;

import io.forebay.connectors.trace.TraceStreams;
import io.forebay.evaluation.report.Progress;
import io.forebay.jobs.ShapingJob;
import io.forebay.operators.ForebayTopology;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.PriorityTag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Measures the job's topology between a source that reads a workload and sinks that throw away what
 * comes, in a Flink cluster in this process, with the predictor and without in turn. Records travel
 * as in a live run; no gateway takes part, and there are no checkpoints.
 */
public final class ThroughputEvaluation {
    private static final String SOURCE_UID = "throughput-trace";
    private static final String ELEMENTS = "elements";
    private static final String TAGS = "tags";

    private final ThroughputWorkload workload;
    private final int parallelism;
    private final EmbeddedCluster cluster;

    private ThroughputEvaluation(
            ThroughputWorkload workload, int parallelism, EmbeddedCluster cluster) {
        this.workload = workload;
        this.parallelism = parallelism;
        this.cluster = cluster;
    }

    /**
     * Runs the topology {@code warmUps} times of each kind, then {@code repeats} times of each to
     * measure it.
     *
     * @param directory for the cluster's working files
     * @throws IOException when the workload has no element, or an element was not tagged
     */
    public static ThroughputFigures run(
            ThroughputWorkload workload,
            int parallelism,
            int warmUps,
            int repeats,
            Path directory,
            Progress progress)
            throws Exception {
        try (var cluster = EmbeddedCluster.start(parallelism, "0", directory)) {
            var evaluation = new ThroughputEvaluation(workload, parallelism, cluster);
            return evaluation.alternate(warmUps, repeats, progress);
        }
    }

    private ThroughputFigures alternate(int warmUps, int repeats, Progress progress)
            throws Exception {
        long runs = 2L * (warmUps + repeats);
        var on = new ArrayList<ThroughputFigures.Run>();
        var off = new ArrayList<ThroughputFigures.Run>();
        long elements = 0;
        for (int i = 0; i < warmUps + repeats; i++) {
            for (boolean enabled : new boolean[] {true, false}) {
                progress.show("runs of the topology", 2L * i + (enabled ? 0 : 1), runs);
                Map<String, Object> measured = execute(enabled);
                elements = ThroughputProbe.count(ELEMENTS, measured);
                requireTagged(elements, ThroughputProbe.count(TAGS, measured));
                if (i >= warmUps) {
                    (enabled ? on : off).add(toRun(elements, measured));
                }
            }
        }
        progress.show("runs of the topology", runs, runs);
        return ThroughputFigures.of(workload.describe(), elements, parallelism, on, off);
    }

    private void requireTagged(long elements, long tags) throws IOException {
        if (elements == 0 || tags != elements) {
            throw new IOException(
                    "the job did not answer each element of the workload: workload="
                            + workload.describe()
                            + ", elements="
                            + elements
                            + ", tags="
                            + tags);
        }
    }

    private static ThroughputFigures.Run toRun(long elements, Map<String, Object> measured) {
        return new ThroughputFigures.Run(
                elements * 1e9 / ThroughputProbe.wallNanos(ELEMENTS, TAGS, measured),
                (double) ThroughputProbe.cpuNanos(ELEMENTS, TAGS, measured) / elements);
    }

    private Map<String, Object> execute(boolean predictorEnabled) throws Exception {
        StreamExecutionEnvironment environment = cluster.newEnvironment();
        environment.getCheckpointConfig().disableCheckpointing();
        environment.setMaxParallelism(ShapingJob.MAX_PARALLELISM);
        DataStream<CaptureRecord> capture =
                TraceStreams.capture(environment, workload.source(), SOURCE_UID)
                        .map(new ThroughputProbe<>(ELEMENTS, record -> true))
                        .returns(RecordTypes.CAPTURE)
                        .name(ELEMENTS);
        ForebayTopology.Streams streams =
                ForebayTopology.build(capture, workload.describe(), settings(predictorEnabled));
        streams.commands()
                .map(
                        new ThroughputProbe<>(
                                TAGS, command -> command.getBody() instanceof PriorityTag))
                .returns(RecordTypes.COMMAND)
                .name(TAGS)
                .sinkTo(new DiscardingSink<>());
        List<DataStream<?>> others =
                List.of(
                        streams.alerts(),
                        streams.predictionErrors(),
                        streams.demandForecasts(),
                        streams.deadLetters(),
                        streams.lateElements());
        others.forEach(ThroughputEvaluation::discard);
        return environment
                .execute("forebay throughput, predictor " + (predictorEnabled ? "on" : "off"))
                .getAllAccumulatorResults();
    }

    private static <T> void discard(DataStream<T> stream) {
        stream.sinkTo(new DiscardingSink<>());
    }

    private static OperatorSettings settings(boolean predictorEnabled) {
        return OperatorSettings.from(
                new Configuration().set(OperatorOptions.PREDICTOR_ENABLED, predictorEnabled));
    }
}
