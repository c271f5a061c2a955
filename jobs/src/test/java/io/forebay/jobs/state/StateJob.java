package io.forebay.jobs.state;

import io.forebay.connectors.gateway.source.CaptureWatermarks;
import io.forebay.connectors.trace.TraceCapture;
import io.forebay.connectors.trace.TraceFile;
import io.forebay.jobs.ShapingJob;
import io.forebay.operators.ForebayTopology;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PolicyChange;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * The job's own topology with policies, over a few functions; its commands are gathered in this
 * process.
 */
final class StateJob {
    /** Has a policy: all its tags are of the highest priority. */
    static final String WITH_POLICY = "forebay0/zipf";

    private static final Set<String> FUNCTIONS =
            Set.of(WITH_POLICY, "forebay0/interleaved", "forebay0/bursts-short");

    private static final String DEVICE = "forebay0";
    private static final long SEED = 7;
    private static final List<CaptureRecord> CAPTURES = captures(6_000);
    private static final Map<String, Queue<ControlCommand>> COMMANDS = new ConcurrentHashMap<>();

    private StateJob() {}

    /** Commands of a run, in the order in which they came. */
    static Queue<ControlCommand> commands(String run) {
        return COMMANDS.computeIfAbsent(run, name -> new ConcurrentLinkedQueue<>());
    }

    /** The functions whose commands do not depend on when the policy came. */
    static Set<String> functionsWithoutPolicy() {
        Set<String> others = new HashSet<>(FUNCTIONS);
        others.remove(WITH_POLICY);
        return others;
    }

    /**
     * The graph of one run.
     *
     * @param run name of the run
     * @param limit records in all
     * @param slowNanos what each command takes to be taken over
     */
    static JobGraph graph(
            String run, Configuration config, int parallelism, int limit, long slowNanos) {
        return graph(run, config, parallelism, limit, slowNanos, true);
    }

    /** The same with or without policies. */
    static JobGraph graph(
            String run,
            Configuration config,
            int parallelism,
            int limit,
            long slowNanos,
            boolean hasPolicies) {
        config.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(parallelism);
        env.setMaxParallelism(ShapingJob.MAX_PARALLELISM);
        var traffic =
                new DataGeneratorSource<>(
                        (GeneratorFunction<Long, CaptureRecord>)
                                index -> CAPTURES.get(Math.toIntExact(index)),
                        limit,
                        RateLimiterStrategy.noOp(),
                        RecordTypes.CAPTURE);
        DataStream<CaptureRecord> captures =
                env.fromSource(traffic, CaptureWatermarks.strategy(), "Capture")
                        .setParallelism(1)
                        .uid(ShapingJob.SOURCE_UID);
        ForebayTopology.Streams streams =
                hasPolicies
                        ? ForebayTopology.build(captures, "state job", settings(), policies(env))
                        : ForebayTopology.build(captures, "state job", settings());
        streams.commands()
                .map(new Gather(run, slowNanos))
                .returns(RecordTypes.COMMAND)
                .uid(ShapingJob.SINK_UID)
                .sinkTo(new DiscardingSink<>())
                .uid("discarded-commands");
        streams.alerts().sinkTo(new DiscardingSink<>()).uid("discarded-alerts");
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(run);
        return graph.getJobGraph();
    }

    /**
     * One policy, and after a restore others that concern nobody: what came before must be kept.
     */
    private static DataStream<PolicyChange> policies(StreamExecutionEnvironment env) {
        var changes =
                new DataGeneratorSource<>(
                        (GeneratorFunction<Long, PolicyChange>) StateJob::change,
                        Long.MAX_VALUE,
                        RateLimiterStrategy.perCheckpoint(1),
                        RecordTypes.POLICY_CHANGE);
        return env.fromSource(changes, WatermarkStrategy.noWatermarks(), "Policy changes")
                .setParallelism(1)
                .uid("forebay-policy-changes");
    }

    private static PolicyChange change(long index) {
        String target = index == 0 ? WITH_POLICY : "other0/f" + index;
        var policy = new Policy(target, Map.of("forebay.priority.floor", "7"));
        return new PolicyChange(target, policy, "state job", index);
    }

    private static OperatorSettings settings() {
        return OperatorSettings.from(
                new Configuration()
                        .set(OperatorOptions.PREDICTOR_COUNTER_SLOTS, 512)
                        .set(OperatorOptions.PREDICTOR_HISTORY_LENGTH, 64)
                        .set(OperatorOptions.PREDICTOR_RECURRENT_UNITS, 4)
                        .set(OperatorOptions.BUFFER_HISTORY, 32)
                        .set(OperatorOptions.MODEL_UPDATE_INTERVAL, 500L)
                        .set(OperatorOptions.CACHE_FUNCTIONS, 2));
    }

    private static List<CaptureRecord> captures(int count) {
        List<CaptureRecord> records = new ArrayList<>(count);
        try (TraceCapture capture =
                TraceCapture.open(
                        new TraceFile("mixed", TraceFormat.MQSIM, DEVICE),
                        (file, deadLetters) -> SyntheticWorkloads.open("mixed", DEVICE, SEED))) {
            while (records.size() < count) {
                CaptureRecord record = capture.peek().left();
                capture.remove();
                if (FUNCTIONS.contains(CaptureRecords.functionId(record))) {
                    records.add(record);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    private static final class Gather implements MapFunction<ControlCommand, ControlCommand> {
        private static final long serialVersionUID = 1L;

        private final String run;
        private final long slowNanos;

        Gather(String run, long slowNanos) {
            this.run = run;
            this.slowNanos = slowNanos;
        }

        @Override
        public ControlCommand map(ControlCommand command) {
            // The device that takes commands over is slow: what comes faster has to wait.
            LockSupport.parkNanos(slowNanos);
            commands(run).add(command);
            return command;
        }
    }
}
