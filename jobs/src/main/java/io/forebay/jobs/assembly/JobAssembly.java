package io.forebay.jobs.assembly;

import io.forebay.connectors.gateway.sink.GatewaySink;
import io.forebay.connectors.gateway.source.CaptureWatermarks;
import io.forebay.connectors.gateway.source.GatewaySource;
import io.forebay.connectors.gateway.source.GatewaySourceOptions;
import io.forebay.connectors.kafka.KafkaCapture;
import io.forebay.connectors.kafka.KafkaPolicies;
import io.forebay.connectors.kafka.KafkaResults;
import io.forebay.connectors.kafka.KafkaSettings;
import io.forebay.connectors.kafka.KafkaStartCheck;
import io.forebay.connectors.trace.TraceStreams;
import io.forebay.jobs.ShapingJob;
import io.forebay.jobs.run.ThroughputWorkload;
import io.forebay.operators.ForebayTopology;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.validation.DeadLetterCounter;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.PolicyChange;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Puts a job together from options: source of the traffic, operators, sinks of the results. All
 * options are checked, and Kafka is asked for what they take for granted, before anything runs.
 */
public final class JobAssembly {
    private static final String POLICIES_SOURCE_UID = "forebay-policy-changes";

    /** Half of a window, which is what forecasts, allocations and alerts are made of. */
    private static final long UNHURRIED_MILLIS = 50;

    private final Configuration config;
    private final AssemblySettings assembly;
    private final OperatorSettings operators;
    private final Optional<KafkaSettings> kafka;

    /** What was read: the captures, where they come from, and what could not be used. */
    private record Traffic(
            DataStream<CaptureRecord> captures,
            String origin,
            Optional<DataStream<DeadLetter>> deadLetters) {}

    /**
     * Reads the options.
     *
     * @param config options of the job and Flink's own
     * @throws IllegalArgumentException when an option is not allowed
     */
    public JobAssembly(Configuration config) {
        this.config = config;
        assembly = AssemblySettings.from(config);
        operators = OperatorSettings.from(config);
        kafka = assembly.usesKafka() ? Optional.of(KafkaSettings.from(config)) : Optional.empty();
    }

    /** Name of the job in the web UI. */
    public String jobName() {
        return switch (assembly.source()) {
            case KAFKA -> "forebay kafka " + kafkaSettings().topics().capture();
            case GATEWAY ->
                    "forebay gateway "
                            + String.join(",", config.get(GatewaySourceOptions.ADDRESSES));
            case TRACE -> "forebay " + trace().describe();
        };
    }

    /**
     * Wires the job into {@code env}, which has the parallelism it is to run with.
     *
     * @throws IllegalArgumentException when Kafka has not what the options say
     */
    public void build(StreamExecutionEnvironment env) throws InterruptedException {
        env.setMaxParallelism(ShapingJob.MAX_PARALLELISM);
        // No operator changes or keeps a record it was given, so chained ones need no copies.
        env.getConfig().enableObjectReuse();
        Traffic traffic = traffic(env);
        if (!assembly.usesGateway()) {
            hurryOnlyElements(env, traffic.captures());
        }
        ForebayTopology.Streams streams = streams(env, traffic);
        if (assembly.results().contains(ResultSink.GATEWAY)) {
            streams.commands()
                    .sinkTo(
                            GatewaySink.builder()
                                    .configure(config)
                                    .setBaseEpoch(System.currentTimeMillis())
                                    .build())
                    .name("Commands")
                    .uid(ShapingJob.SINK_UID);
        }
        if (assembly.results().contains(ResultSink.KAFKA)) {
            writeToKafka(streams, traffic);
        }
    }

    /**
     * Elements go on to their buffer as soon as Flink's configuration says. Behind it the answers
     * go to Kafka from the same task, and what else is said once a window waits for more to travel
     * with: each edge that is flushed wakes the tasks on both of its sides.
     */
    static void hurryOnlyElements(
            StreamExecutionEnvironment env, DataStream<CaptureRecord> captures) {
        long hurriedMillis = env.getBufferTimeout();
        if (hurriedMillis >= 0 && hurriedMillis < UNHURRIED_MILLIS) {
            captures.getTransformation().setBufferTimeout(hurriedMillis);
            env.setBufferTimeout(UNHURRIED_MILLIS);
        }
    }

    private ForebayTopology.Streams streams(StreamExecutionEnvironment env, Traffic traffic)
            throws InterruptedException {
        if (kafka.isEmpty() || kafkaSettings().topics().policies() == null) {
            return ForebayTopology.build(traffic.captures(), traffic.origin(), operators);
        }
        try (var check = new KafkaStartCheck(kafkaSettings())) {
            check.checkRegistry();
            check.checkPolicies();
        }
        SingleOutputStreamOperator<PolicyChange> changes =
                KafkaPolicies.stream(env, kafkaSettings(), POLICIES_SOURCE_UID, isTrafficBounded());
        ForebayTopology.Streams streams =
                ForebayTopology.build(traffic.captures(), traffic.origin(), operators, changes);
        return streams.withDeadLetters(changes.getSideOutput(KafkaPolicies.DEAD_LETTERS));
    }

    /** Then the policies are too, or the job would not end. */
    private boolean isTrafficBounded() {
        return assembly.source() == TrafficSource.TRACE
                || (assembly.source() == TrafficSource.KAFKA && kafkaSettings().isBounded());
    }

    private Traffic traffic(StreamExecutionEnvironment env) throws InterruptedException {
        return switch (assembly.source()) {
            case KAFKA -> fromKafka(env);
            case GATEWAY -> fromGateways(env);
            case TRACE -> fromTrace(env);
        };
    }

    private Traffic fromKafka(StreamExecutionEnvironment env) throws InterruptedException {
        int partitions;
        try (var check = new KafkaStartCheck(kafkaSettings())) {
            check.checkRegistry();
            partitions = check.capturePartitions();
        }
        SingleOutputStreamOperator<CaptureRecord> captures =
                KafkaCapture.stream(
                        env,
                        kafkaSettings(),
                        ShapingJob.SOURCE_UID,
                        Math.min(env.getParallelism(), partitions));
        return new Traffic(
                captures,
                "kafka topic " + kafkaSettings().topics().capture(),
                Optional.of(captures.getSideOutput(KafkaCapture.DEAD_LETTERS)));
    }

    private Traffic fromGateways(StreamExecutionEnvironment env) {
        // A gateway waits for answers: a record that waits for others to travel with comes late.
        env.setBufferTimeout(0);
        DataStream<CaptureRecord> captures =
                env.fromSource(
                                GatewaySource.builder().configure(config).build(),
                                CaptureWatermarks.strategy(),
                                "Capture")
                        .uid(ShapingJob.SOURCE_UID);
        return new Traffic(
                captures,
                String.join(",", config.get(GatewaySourceOptions.ADDRESSES)),
                Optional.empty());
    }

    private Traffic fromTrace(StreamExecutionEnvironment env) {
        SingleOutputStreamOperator<CaptureRecord> captures =
                TraceStreams.capture(env, trace().source(), ShapingJob.SOURCE_UID);
        return new Traffic(
                captures,
                trace().describe(),
                Optional.of(captures.getSideOutput(TraceStreams.DEAD_LETTERS)));
    }

    private void writeToKafka(ForebayTopology.Streams streams, Traffic traffic)
            throws InterruptedException {
        try (var check = new KafkaStartCheck(kafkaSettings())) {
            check.checkResults();
        }
        DataStream<DeadLetter> ofValidation = streams.deadLetters();
        DataStream<DeadLetter> deadLetters =
                traffic.deadLetters()
                        .<DataStream<DeadLetter>>map(ofValidation::union)
                        .orElse(ofValidation);
        var results = new KafkaResults(kafkaSettings());
        results.writeAnswers(streams.answers());
        results.writeAllocations(streams.allocations());
        results.writeAlerts(streams.alerts());
        results.writeDeadLetters(DeadLetterCounter.count(deadLetters).setParallelism(1));
        results.writeLateElements(streams.lateElements());
    }

    private KafkaSettings kafkaSettings() {
        return kafka.orElseThrow();
    }

    private ThroughputWorkload trace() {
        return assembly.trace().orElseThrow();
    }
}
