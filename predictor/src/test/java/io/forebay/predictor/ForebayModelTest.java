package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.TrafficElement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.Row;
import org.apache.flink.ml.servable.types.DataType;
import org.apache.flink.ml.servable.types.DataTypes;
import org.junit.jupiter.api.Test;

class ForebayModelTest {
    private static final PredictorSettings SETTINGS = new PredictorSettings(5, 256, 128, 4, 0.01);

    private static ForebayModel model() {
        return new ForebayModel()
                .set(ForebayModelParams.SEED, 5L)
                .set(ForebayModelParams.COUNTER_SLOTS, 256)
                .set(ForebayModelParams.HISTORY_LENGTH, 128)
                .set(ForebayModelParams.RECURRENT_UNITS, 4)
                .set(ForebayModelParams.LEARNING_RATE, 0.01);
    }

    private static DataFrame frame(List<TrafficElement> elements) {
        var names =
                new ArrayList<>(
                        List.of(
                                "functionId",
                                "operation",
                                "address",
                                "lengthBytes",
                                "eventTimeNanos"));
        var types =
                new ArrayList<DataType>(
                        List.of(
                                DataTypes.STRING,
                                DataTypes.STRING,
                                DataTypes.LONG,
                                DataTypes.LONG,
                                DataTypes.LONG));
        var rows = new ArrayList<Row>();
        for (TrafficElement e : elements) {
            rows.add(
                    new Row(
                            new ArrayList<>(
                                    List.of(
                                            e.getFunctionId(),
                                            e.getOperation().name(),
                                            e.getAddress(),
                                            e.getLengthBytes(),
                                            e.getEventTimeNanos()))));
        }
        return new DataFrame(names, types, rows);
    }

    @Test
    void shouldScoreLikeDeviceModelWhenModelDataIsItsSnapshot() throws IOException {
        var device = DeviceModel.create(SETTINGS);
        var score = new PredictionScore();
        var trained = device.newFunction();
        for (TrafficElement element : Elements.mixed(1, 500)) {
            trained.observe(element, score);
        }
        List<TrafficElement> elements = Elements.mixed(2, 200);
        var servable = model().setModelData(new ByteArrayInputStream(device.toBytes()));

        DataFrame out = servable.transform(frame(elements));

        int bits = out.getIndex("bits");
        int remaining = out.getIndex("remainingBurstBytes");
        var function = device.newFunction();
        for (int i = 0; i < elements.size(); i++) {
            function.observe(elements.get(i), score);
            Row row = out.collect().get(i);
            assertThat(row.<Double>getAs(bits)).isEqualTo(score.totalBits());
            assertThat(row.<Double>getAs(remaining)).isEqualTo(function.remainingBurstBytes());
        }
    }

    @Test
    void shouldKeepFunctionsWhenCalledAgainAndForgetThemWhenModelDataIsSet() throws IOException {
        byte[] snapshot = DeviceModel.create(SETTINGS).toBytes();
        List<TrafficElement> elements = Elements.mixed(2, 200);
        var servable = model().setModelData(new ByteArrayInputStream(snapshot));
        double first = sum(servable.transform(frame(elements)));
        double second = sum(servable.transform(frame(elements)));
        servable.setModelData(new ByteArrayInputStream(snapshot));
        double again = sum(servable.transform(frame(elements)));
        assertThat(second).isLessThan(first);
        assertThat(again).isEqualTo(first);
    }

    private static double sum(DataFrame frame) {
        int bits = frame.getIndex("bits");
        return frame.collect().stream().mapToDouble(row -> row.<Double>getAs(bits)).sum();
    }

    @Test
    void shouldHaveDefaultsOfSettingsWhenNoParameterIsSet() {
        assertThat(new ForebayModel().toSettings()).isEqualTo(PredictorSettings.defaults());
        assertThat(new ForebayModel().getParamMap()).hasSize(6);
    }

    @Test
    void shouldRefuseWhenColumnIsMissingOrOfOtherType() {
        var names = new ArrayList<>(List.of("functionId"));
        var types = new ArrayList<DataType>(List.of(DataTypes.LONG));
        var frame = new DataFrame(names, types, new ArrayList<>());
        assertThatThrownBy(() -> new ForebayModel().transform(frame))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column has another type: name=functionId");
        var empty = new DataFrame(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        assertThatThrownBy(() -> new ForebayModel().transform(empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column is missing: name=functionId");
    }

    @Test
    void shouldRefuseWhenModelDataDoesNotFit() {
        byte[] snapshot = DeviceModel.create(SETTINGS).toBytes();
        assertThatThrownBy(
                        () -> new ForebayModel().setModelData(new ByteArrayInputStream(snapshot)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other settings");
        assertThatThrownBy(() -> new ForebayModel().setModelData(new InputStream[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("streams=0");
    }
}
