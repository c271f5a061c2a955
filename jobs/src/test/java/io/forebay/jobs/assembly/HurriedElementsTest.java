package io.forebay.jobs.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.ForebayTopology;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.schemas.CaptureRecord;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HurriedElementsTest {
    @ParameterizedTest(name = "buffers are sent after {0} ms: elements {1} ms, all else {2} ms")
    @CsvSource({"10, 10, 50", "0, 0, 50", "50, 50, 50", "100, 100, 100", "-1, -1, -1"})
    void shouldHurryElementsAndNothingElse(long configured, long elements, long allElse) {
        StreamGraph graph = graph(configured);

        assertThat(timeoutsBehind(graph, "Validation")).containsExactly(elements);
        for (String operator :
                List.of("Circular buffer", "Anomaly", "Function alerts", "Device clocks")) {
            assertThat(timeoutsBehind(graph, operator)).as(operator).containsExactly(allElse);
        }
    }

    private static StreamGraph graph(long bufferTimeoutMillis) {
        var env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        env.setBufferTimeout(bufferTimeoutMillis);
        DataStream<CaptureRecord> captures =
                env.fromSequence(1, 2)
                        .map(number -> new CaptureRecord(number, null), RecordTypes.CAPTURE);
        JobAssembly.hurryOnlyElements(env, captures);
        ForebayTopology.Streams streams =
                ForebayTopology.build(
                        captures, "a test", OperatorSettings.from(new Configuration()));
        streams.commands().sinkTo(new DiscardingSink<>());
        streams.alerts().sinkTo(new DiscardingSink<>());
        return env.getStreamGraph();
    }

    private static Set<Long> timeoutsBehind(StreamGraph graph, String operator) {
        return graph.getStreamNodes().stream()
                .filter(node -> node.getOperatorName().equals(operator))
                .map(StreamNode::getOutEdges)
                .flatMap(List::stream)
                .map(StreamEdge::getBufferTimeout)
                .collect(Collectors.toSet());
    }
}
