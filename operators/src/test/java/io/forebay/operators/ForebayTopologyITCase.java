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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
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

    @Test
    void shouldAnswerEveryElementOnClusterWithoutGenericTypes() throws Exception {
        List<CaptureRecord> captures = new ArrayList<>(Traffic.random(5, 8, 3000));
        captures.add(
                1000,
                Traffic.capture(Traffic.element("device0/bad", 0, 0, Operation.FRAME, 0, 64)));
        long elements =
                captures.stream()
                                .filter(record -> record.getBody() instanceof TrafficElement)
                                .count()
                        - 1;
        Map<String, List<Object>> results = run(captures);

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
        assertThat(allocations).isEqualTo(deviceWindows(captures));
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
    void shouldKeepUids() {
        StreamExecutionEnvironment environment = environment();
        ForebayTopology.Streams streams =
                ForebayTopology.build(
                        source(environment, List.of(Traffic.tick("d", 0))), "x", settings());
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

    private static Map<String, List<Object>> run(List<CaptureRecord> captures) throws Exception {
        StreamExecutionEnvironment environment = environment();
        ForebayTopology.Streams streams =
                ForebayTopology.build(source(environment, captures), "hand-made", settings());
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
                        .set(OperatorOptions.MODEL_UPDATE_INTERVAL, 500L)
                        .set(OperatorOptions.CACHE_FUNCTIONS, 2));
    }

    private static DataStream<CaptureRecord> source(
            StreamExecutionEnvironment environment, List<CaptureRecord> captures) {
        return environment
                .fromData(captures, RecordTypes.CAPTURE)
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<CaptureRecord>forGenerator(context -> new EachRecord())
                                .withTimestampAssigner(
                                        (record, before) ->
                                                WindowGrid.millisOf(
                                                        CaptureRecords.eventTimeNanos(record))));
    }

    /** Windows of a device in which it had at least one valid element. */
    private static long deviceWindows(List<CaptureRecord> captures) {
        var grid = new WindowGrid(100);
        return captures.stream()
                .map(CaptureRecord::getBody)
                .filter(TrafficElement.class::isInstance)
                .map(TrafficElement.class::cast)
                .filter(element -> ElementRules.violation(element) == null)
                .map(
                        element ->
                                Functions.deviceOf(element.getFunctionId())
                                        + "@"
                                        + grid.indexOf(element.getEventTimeNanos()))
                .distinct()
                .count();
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
