package io.forebay.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.Functions;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ForebayTopologyITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final int RECORDS_PER_CHECKPOINT = 300;
    private static final List<CaptureRecord> CAPTURES = captures();

    private static Map<String, List<Object>> undisturbed;

    @Test
    void shouldAnswerEveryElementOnClusterWithoutGenericTypes() throws Exception {
        long elements = validElements().count();
        Map<String, List<Object>> results = undisturbed();

        var sequences = new HashMap<String, Long>();
        long tags = 0;
        long prefetches = 0;
        long allocations = 0;
        long updates = 0;
        for (Object result : results.get("commands")) {
            ControlCommand command = (ControlCommand) result;
            if (command.getBody() instanceof ModelUpdate) {
                updates++;
                continue;
            }
            long expected = sequences.merge(command.getTarget(), 1L, Long::sum) - 1;
            assertThat(command.getSequence()).isEqualTo(expected);
            tags += command.getBody() instanceof PriorityTag ? 1 : 0;
            prefetches += command.getBody() instanceof PrefetchCommand ? 1 : 0;
            allocations += command.getBody() instanceof BufferAllocation ? 1 : 0;
        }
        assertThat(tags).isEqualTo(elements);
        assertThat(prefetches).isPositive();
        assertThat(updates).isPositive();
        assertThat(allocations).isEqualTo(deviceWindows());
        assertThat(results.get("deadLetters"))
                .singleElement()
                .satisfies(
                        letter ->
                                assertThat(((DeadLetter) letter).getOrigin())
                                        .isEqualTo("hand-made"));
        assertThat(results.get("late")).isEmpty();
        long counted =
                results.get("errors").stream()
                        .mapToLong(error -> ((PredictionError) error).getElementCount())
                        .sum();
        assertThat(counted).isEqualTo(elements);
        assertThat(results.get("forecasts"))
                .allMatch(forecast -> ((DemandForecast) forecast).getObservedCount() > 0);
    }

    @Test
    void shouldGiveTheSameAfterFailover() throws Exception {
        Map<String, List<Object>> undisturbed = undisturbed();
        Map<String, List<Object>> recovered = run(true);

        assertThat(FailOnce.FAILED).isTrue();
        assertThat(recovered.keySet()).isEqualTo(undisturbed.keySet());
        recovered.forEach(
                (name, values) ->
                        assertThat(sorted(values))
                                .as(name)
                                .isEqualTo(sorted(undisturbed.get(name))));
    }

    @Test
    void shouldKeepUids() {
        StreamExecutionEnvironment environment = environment();
        ForebayTopology.Streams streams =
                ForebayTopology.build(source(environment), "x", settings());
        streams.alerts().print();

        assertThat(
                        environment.getStreamGraph(false).getStreamNodes().stream()
                                .map(StreamNode::getTransformationUID)
                                .filter(uid -> uid != null && uid.startsWith("forebay-")))
                .contains(
                        "forebay-validation",
                        "forebay-circular-buffer",
                        "forebay-allocation",
                        "forebay-anomaly");
    }

    /** The results of one run for all tests. */
    private static Map<String, List<Object>> undisturbed() throws Exception {
        if (undisturbed == null) {
            undisturbed = run(false);
        }
        return undisturbed;
    }

    private static Map<String, List<Object>> run(boolean failing) throws Exception {
        StreamExecutionEnvironment environment = environment();
        DataStream<CaptureRecord> captures = source(environment);
        DataStream<CaptureRecord> disturbed =
                failing
                        ? captures.map(new FailOnce())
                                .returns(RecordTypes.CAPTURE)
                                .setParallelism(1)
                        : captures;
        ForebayTopology.Streams streams = ForebayTopology.build(disturbed, "hand-made", settings());
        Map<String, DataStream.Collector<?>> collectors = new LinkedHashMap<>();
        collect(collectors, "commands", streams.commands());
        collect(collectors, "alerts", streams.alerts());
        collect(collectors, "errors", streams.predictionErrors());
        collect(collectors, "forecasts", streams.demandForecasts());
        collect(collectors, "deadLetters", streams.deadLetters());
        collect(collectors, "late", streams.lateElements());
        environment.executeAsync("topology");
        Map<String, List<Object>> results = new HashMap<>();
        for (Map.Entry<String, DataStream.Collector<?>> entry : collectors.entrySet()) {
            List<Object> values = new ArrayList<>();
            try (CloseableIterator<?> iterator = entry.getValue().getOutput()) {
                iterator.forEachRemaining(values::add);
            }
            results.put(entry.getKey(), values);
        }
        return results;
    }

    private static <T> void collect(
            Map<String, DataStream.Collector<?>> collectors, String name, DataStream<T> stream) {
        var collector = new DataStream.Collector<T>();
        stream.collectAsync(collector);
        collectors.put(name, collector);
    }

    private static StreamExecutionEnvironment environment() {
        Configuration config = new Configuration();
        config.set(PipelineOptions.GENERIC_TYPES, false);
        config.set(PipelineOptions.MAX_PARALLELISM, 16);
        config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(config);
        environment.setParallelism(2);
        return environment;
    }

    private static OperatorSettings settings() {
        return OperatorSettings.from(
                new Configuration()
                        .set(OperatorOptions.PREDICTOR_COUNTER_SLOTS, 512)
                        .set(OperatorOptions.PREDICTOR_HISTORY_LENGTH, 64)
                        .set(OperatorOptions.PREDICTOR_RECURRENT_UNITS, 4)
                        .set(OperatorOptions.MODEL_UPDATE_INTERVAL, 200L)
                        .set(OperatorOptions.CACHE_FUNCTIONS, 2));
    }

    /** Some records for each checkpoint, so that a failure finds one to go back to. */
    private static DataStream<CaptureRecord> source(StreamExecutionEnvironment environment) {
        var source =
                new DataGeneratorSource<>(
                        (GeneratorFunction<Long, CaptureRecord>)
                                index -> CAPTURES.get(Math.toIntExact(index)),
                        CAPTURES.size(),
                        RateLimiterStrategy.perCheckpoint(RECORDS_PER_CHECKPOINT),
                        RecordTypes.CAPTURE);
        WatermarkStrategy<CaptureRecord> watermarks =
                WatermarkStrategy.<CaptureRecord>forGenerator(context -> new EachRecord())
                        .withTimestampAssigner(
                                (record, before) ->
                                        WindowGrid.millisOf(CaptureRecords.eventTimeNanos(record)));
        return environment
                .fromSource(source, watermarks, "captures")
                .uid("captures")
                .setParallelism(1);
    }

    private static List<CaptureRecord> captures() {
        var captures = new ArrayList<CaptureRecord>(Traffic.random(5, 8, 1500));
        captures.add(
                700, Traffic.capture(Traffic.element("device0/bad", 0, 0, Operation.FRAME, 0, 64)));
        return captures;
    }

    private static Stream<TrafficElement> validElements() {
        return CAPTURES.stream()
                .map(CaptureRecord::getBody)
                .filter(TrafficElement.class::isInstance)
                .map(TrafficElement.class::cast)
                .filter(element -> ElementRules.violation(element) == null);
    }

    /** Windows of a device in which it had at least one valid element. */
    private static long deviceWindows() {
        var grid = new WindowGrid(100);
        return validElements()
                .map(
                        element ->
                                Functions.deviceOf(element.getFunctionId())
                                        + "@"
                                        + grid.indexOf(element.getEventTimeNanos()))
                .distinct()
                .count();
    }

    private static List<String> sorted(List<Object> values) {
        return values.stream().map(Object::toString).sorted().toList();
    }

    /** Fails once, after some checkpoints. */
    private static final class FailOnce implements MapFunction<CaptureRecord, CaptureRecord> {
        private static final long serialVersionUID = 1L;

        static final AtomicBoolean FAILED = new AtomicBoolean();

        private int seen;

        @Override
        public CaptureRecord map(CaptureRecord record) {
            seen++;
            if (seen == 3 * RECORDS_PER_CHECKPOINT && FAILED.compareAndSet(false, true)) {
                throw new IllegalStateException("failure on purpose");
            }
            return record;
        }
    }

    /** A watermark after each record that advances it, as the gateway's source gives them. */
    private static final class EachRecord implements WatermarkGenerator<CaptureRecord> {
        private long newestMillis = Long.MIN_VALUE;

        @Override
        public void onEvent(CaptureRecord record, long millis, WatermarkOutput output) {
            if (millis > newestMillis) {
                newestMillis = millis;
                output.emitWatermark(new Watermark(millis - 1));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // Each record has emitted its own.
        }
    }
}
