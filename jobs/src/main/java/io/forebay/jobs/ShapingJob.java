package io.forebay.jobs;

import io.forebay.connectors.gateway.source.CaptureWatermarks;
import io.forebay.operators.ForebayTopology;
import io.forebay.operators.OperatorSettings;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ControlCommand;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The shaping job: capture records in, commands out, with alerts, prediction errors and dead
 * letters beside. Source and sink are given, so the same pipeline runs embedded, on a cluster and
 * in tests. Every operator has a fixed uid.
 */
public final class ShapingJob {
    /** Upper bound of every later parallelism: part of the state's format. */
    public static final int MAX_PARALLELISM = 1024;

    public static final String SOURCE_UID = "forebay-capture";
    public static final String SINK_UID = "forebay-commands";

    private final Source<CaptureRecord, ?, ?> source;
    private final Sink<ControlCommand> sink;
    private final String origin;
    private final OperatorSettings settings;

    /**
     * Describes a job.
     *
     * @param origin where the captures come from, as dead letters name it
     */
    public ShapingJob(
            Source<CaptureRecord, ?, ?> source,
            Sink<ControlCommand> sink,
            String origin,
            OperatorSettings settings) {
        this.source = source;
        this.sink = sink;
        this.origin = origin;
        this.settings = settings;
    }

    /**
     * Wires the job into {@code environment} and returns its results, the commands already sunk.
     */
    public ForebayTopology.Streams build(StreamExecutionEnvironment environment) {
        environment.setMaxParallelism(MAX_PARALLELISM);
        DataStream<CaptureRecord> capture =
                environment
                        .fromSource(source, CaptureWatermarks.strategy(), "Capture")
                        .uid(SOURCE_UID);
        ForebayTopology.Streams streams = ForebayTopology.build(capture, origin, settings);
        streams.commands().sinkTo(sink).name("Commands").uid(SINK_UID);
        return streams;
    }
}
