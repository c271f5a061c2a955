package io.forebay.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.forebay.predictor.TrafficRows;
import io.forebay.schemas.TrafficElement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.Row;
import org.apache.flink.ml.servable.types.DataTypes;
import org.junit.jupiter.api.Test;

/** The servable gives rows what the gateway gives elements. */
class EdgeModelTest {
    @Test
    void shouldGiveRowsThePrioritiesElementsGet() throws IOException {
        TrainedDevice job = new TrainedDevice().learnBursts("dev/a", "dev/b", 30);
        EdgeModel model = new EdgeModel().setModelData(new ByteArrayInputStream(job.bytes()));
        var edge = new EdgePriorities(true);
        edge.offer(job.update("dev"));
        List<Row> rows = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            TrafficElement element =
                    TrainedDevice.read(
                            i % 3 == 0 ? "dev/a" : "dev/b",
                            0,
                            i * 900_000L,
                            i * 17L,
                            4096 << i % 5);
            expected.add(edge.decide(i % 3 == 0 ? 0 : 1, element));
            rows.add(
                    new Row(
                            new ArrayList<>(
                                    List.of(
                                            element.getFunctionId(),
                                            element.getOperation().name(),
                                            element.getAddress(),
                                            element.getLengthBytes(),
                                            element.getEventTimeNanos()))));
        }
        DataFrame out = model.transform(frame(rows));
        int priority = out.getColumnNames().indexOf(EdgeModel.PRIORITY);
        int remaining = out.getColumnNames().indexOf(EdgeModel.REMAINING_BURST_BYTES);
        assertThat(out.collect()).extracting(row -> row.getAs(priority)).isEqualTo(expected);
        assertThat(out.collect())
                .allSatisfy(
                        row ->
                                assertThat(row.<Double>getAs(remaining))
                                        .isGreaterThanOrEqualTo(4096));
        assertThat(expected.stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    void shouldStayAsItWasWhenDataCannotBeUsed() throws IOException {
        TrainedDevice job = new TrainedDevice().learnBursts("dev/a", "dev/b", 5);
        var model = new EdgeModel();
        assertThatIllegalStateException()
                .isThrownBy(() -> model.transform(frame(new ArrayList<>())));
        model.setModelData(new ByteArrayInputStream(job.bytes()));
        assertThatIllegalArgumentException().isThrownBy(model::setModelData);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.setModelData(new ByteArrayInputStream(new byte[1 << 20])))
                .withMessageContaining("too large");
        assertThat(model.trainedRequests()).isEqualTo(job.trainedRequests());
    }

    private static DataFrame frame(List<Row> rows) {
        return new DataFrame(
                new ArrayList<>(
                        List.of(
                                TrafficRows.FUNCTION_ID,
                                TrafficRows.OPERATION,
                                TrafficRows.ADDRESS,
                                TrafficRows.LENGTH_BYTES,
                                TrafficRows.EVENT_TIME_NANOS)),
                new ArrayList<>(
                        List.of(
                                DataTypes.STRING,
                                DataTypes.STRING,
                                DataTypes.LONG,
                                DataTypes.LONG,
                                DataTypes.LONG)),
                rows);
    }
}
