package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictorSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "counterSlots, 1000, 64, 4, 0.1",
        "counterSlots, 8, 64, 4, 0.1",
        "historyLength, 1024, 131072, 4, 0.1",
        "recurrentUnits, 1024, 64, -1, 0.1",
        "recurrentUnits, 1024, 64, 257, 0.1",
        "learningRate, 1024, 64, 4, 0",
        "learningRate, 1024, 64, 4, NaN"
    })
    void shouldNameKeyAndValueWhenSettingIsInvalid(
            String key, int counters, int history, int units, double rate) {
        assertThatThrownBy(() -> new PredictorSettings(1, counters, history, units, rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalid predictor setting: " + key + "=")
                .hasMessageContaining("allowed=");
    }

    @Test
    void shouldNameKeyWhenReplayIsOutOfRange() {
        assertThatThrownBy(() -> PredictorSettings.defaults().withReplayRequests(65))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invalid predictor setting: replayRequests=65, allowed=0 to 64");
    }

    @Test
    void shouldLeaveNetworkOutWhenUnitsAreZero() {
        var settings = new PredictorSettings(1, 64, 64, 0, 0.1);
        var device = DeviceModel.create(settings);
        var function = device.newFunction();
        function.observe(Elements.block(0, true, 0, 8), new PredictionScore());
        var restored = DeviceModel.fromBytes(settings, device.toBytes());
        assertThat(restored.functionFromBytes(function.toBytes()).observedRequests()).isOne();
    }
}
