package io.forebay.connectors.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import io.forebay.traces.TraceFormat;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class TraceSourceITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @Test
    void shouldSeparateRecordsFromDeadLettersWhenRunAsAJob() throws Exception {
        SingleOutputStreamOperator<CaptureRecord> capture = capture(environment());
        try (CloseableIterator<CaptureRecord> records = capture.collectAsync();
                CloseableIterator<DeadLetter> letters =
                        capture.getSideOutput(TraceStreams.DEAD_LETTERS).collectAsync()) {
            capture.getExecutionEnvironment().execute();
            assertThat(list(records))
                    .hasSize(2 * (ScriptedTrace.ELEMENTS - ScriptedTrace.BROKEN_ELEMENTS));
            assertThat(list(letters))
                    .hasSize(2 * (ScriptedTrace.BROKEN_LINES + ScriptedTrace.BROKEN_ELEMENTS));
        }
    }

    @Test
    void shouldHaveNothingBehindTheWatermark() throws Exception {
        StreamExecutionEnvironment env = environment();
        env.setParallelism(1);
        var late = capture(env).process(new LateElements()).returns(Long.class);
        try (CloseableIterator<Long> times = late.executeAndCollect()) {
            assertThat(list(times)).isEmpty();
        }
    }

    private static final class LateElements extends ProcessFunction<CaptureRecord, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(CaptureRecord record, Context context, Collector<Long> out) {
            if (context.timestamp() <= context.timerService().currentWatermark()) {
                out.collect(context.timestamp());
            }
        }
    }

    private static SingleOutputStreamOperator<CaptureRecord> capture(
            StreamExecutionEnvironment env) {
        var source =
                new TraceSource(
                        List.of(
                                new TraceFile("first", TraceFormat.MSR, "disk0"),
                                new TraceFile("second", TraceFormat.VSCSI, "disk1")),
                        ScriptedTrace.OPENER);
        return TraceStreams.capture(env, source, "traces");
    }

    private static StreamExecutionEnvironment environment() {
        var config = new Configuration();
        config.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(2);
        return env;
    }

    private static <T> List<T> list(CloseableIterator<T> iterator) {
        List<T> list = new ArrayList<>();
        iterator.forEachRemaining(list::add);
        return list;
    }
}
