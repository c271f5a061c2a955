package io.forebay.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.OperatorSettings.BufferSettings;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.WindowGrid;
import io.forebay.shaping.alert.DeviceAlertSettings;
import io.forebay.shaping.anomaly.AnomalySettings;
import io.forebay.shaping.prefetch.PrefetchSettings;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorSettingsTest {
    private static final Map<String, String> EVERY_KEY =
            Map.ofEntries(
                    Map.entry("forebay.window", "250 ms"),
                    Map.entry("forebay.window.silent", "7"),
                    Map.entry("forebay.buffer.budget", "3 mb"),
                    Map.entry("forebay.buffer.floor", "5 kb"),
                    Map.entry("forebay.buffer.ceiling", "2 mb"),
                    Map.entry("forebay.buffer.hysteresis", "0.25"),
                    Map.entry("forebay.buffer.forget-windows", "9"),
                    Map.entry("forebay.buffer.mode", "partition"),
                    Map.entry("forebay.buffer.history", "64"),
                    Map.entry("forebay.prefetch.enabled", "false"),
                    Map.entry("forebay.prefetch.waste-cost", "0.75"),
                    Map.entry("forebay.prefetch.max-blocks-per-request", "12"),
                    Map.entry("forebay.prefetch.buffer-blocks", "99"),
                    Map.entry("forebay.prefetch.candidates", "5"),
                    Map.entry("forebay.priority.floor", "2"),
                    Map.entry("forebay.priority.ceiling", "6"),
                    Map.entry("forebay.predictor.enabled", "false"),
                    Map.entry("forebay.predictor.seed", "-4"),
                    Map.entry("forebay.predictor.counter-slots", "2048"),
                    Map.entry("forebay.predictor.history-length", "128"),
                    Map.entry("forebay.predictor.recurrent-units", "8"),
                    Map.entry("forebay.predictor.learning-rate", "0.02"),
                    Map.entry("forebay.predictor.replay-requests", "3"),
                    Map.entry("forebay.cache.functions", "11"),
                    Map.entry("forebay.cache.snapshot-memory", "3mb"),
                    Map.entry("forebay.state.forget-after", "2 h"),
                    Map.entry("forebay.anomaly.warm-up-windows", "40"),
                    Map.entry("forebay.anomaly.alert-bits", "21.5"),
                    Map.entry("forebay.anomaly.clear-bits", "4.5"),
                    Map.entry("forebay.anomaly.clear-windows", "6"),
                    Map.entry("forebay.anomaly.device-functions", "4"),
                    Map.entry("forebay.anomaly.device-windows", "12"),
                    Map.entry("forebay.model-update.interval", "1234"));

    private static final OperatorSettings EVERY_KEY_SETTINGS =
            new OperatorSettings(
                    new WindowGrid(250),
                    7,
                    new BufferSettings(3 << 20, 5 << 10, 2 << 20, 0.25, 9, BufferMode.PARTITION),
                    64,
                    false,
                    new PrefetchSettings(0.75, 12, 99),
                    5,
                    2,
                    6,
                    false,
                    new PredictorSettings(-4, 2048, 128, 8, 0.02, 3),
                    11,
                    3 << 20,
                    7_200_000,
                    new AnomalySettings(40, 21.5, 4.5, 6),
                    new DeviceAlertSettings(4, 12),
                    1234);

    @Test
    void shouldUseDefaultsWhenNothingIsSet() {
        assertThat(OperatorSettings.defaults())
                .isEqualTo(
                        new OperatorSettings(
                                new WindowGrid(100),
                                20,
                                new BufferSettings(
                                        16 << 20, 64 << 10, 1L << 40, 0.1, 600, BufferMode.SHARED),
                                256,
                                true,
                                PrefetchSettings.defaults(),
                                16,
                                0,
                                7,
                                true,
                                PredictorSettings.defaults(),
                                1024,
                                64 << 20,
                                86_400_000,
                                AnomalySettings.defaults(),
                                DeviceAlertSettings.defaults(),
                                1_000));
    }

    @Test
    void shouldMapEveryKey() {
        assertThat(OperatorSettings.from(Configuration.fromMap(EVERY_KEY)))
                .isEqualTo(EVERY_KEY_SETTINGS);
        assertThat(EVERY_KEY).hasSameSizeAs(OperatorOptions.checked());
    }

    @Test
    void shouldHaveUniqueKeysWithDescriptions() {
        List<String> keys = keys();

        assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.startsWith("forebay."));
        assertThat(EVERY_KEY.keySet()).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(OperatorOptions.checked())
                .allSatisfy(
                        checked ->
                                assertThat(checked.option().description().getBlocks())
                                        .isNotEmpty());
    }

    @Test
    void shouldAllowEveryDefault() {
        var config = new Configuration();

        assertThat(OperatorOptions.checked())
                .allSatisfy(checked -> assertThat(checked.read(config)).isNotNull());
    }

    @Test
    void shouldTurnBackIntoItsOptions() {
        assertThat(OperatorSettings.from(EVERY_KEY_SETTINGS.toConfiguration()))
                .isEqualTo(EVERY_KEY_SETTINGS);
    }

    @Test
    void shouldTravelToTasks() throws Exception {
        assertThat(InstantiationUtil.clone(EVERY_KEY_SETTINGS)).isEqualTo(EVERY_KEY_SETTINGS);
    }

    @ParameterizedTest
    @CsvSource({
        "forebay.window, 0 ms",
        "forebay.window, 1500 micro",
        "forebay.window, 61 min",
        "forebay.window.silent, -1",
        "forebay.buffer.budget, 0 b",
        "forebay.buffer.floor, 2 tb",
        "forebay.buffer.ceiling, 63 kb",
        "forebay.buffer.hysteresis, 1.5",
        "forebay.buffer.hysteresis, NaN",
        "forebay.buffer.forget-windows, 0",
        "forebay.buffer.history, 100",
        "forebay.prefetch.waste-cost, 0",
        "forebay.prefetch.max-blocks-per-request, 0",
        "forebay.prefetch.buffer-blocks, 0",
        "forebay.prefetch.candidates, 0",
        "forebay.priority.floor, -1",
        "forebay.priority.ceiling, 8",
        "forebay.predictor.counter-slots, 1000",
        "forebay.predictor.history-length, 8",
        "forebay.predictor.recurrent-units, -1",
        "forebay.predictor.learning-rate, 0",
        "forebay.predictor.replay-requests, 65",
        "forebay.cache.functions, 0",
        "forebay.state.forget-after, 2200 ms",
        "forebay.state.forget-after, 3651 d",
        "forebay.anomaly.warm-up-windows, 9",
        "forebay.anomaly.alert-bits, 0",
        "forebay.anomaly.clear-bits, 21",
        "forebay.anomaly.clear-windows, 0",
        "forebay.model-update.interval, 0"
    })
    void shouldRefuseBadValue(String key, String value) {
        var config = Configuration.fromMap(Map.of(key, value));

        assertThatThrownBy(() -> OperatorSettings.from(config))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageStartingWith("option is not allowed: key=" + key + ", value=")
                .hasMessageContaining("allowed=");
    }

    @Test
    void shouldRefuseCeilingBelowFloor() {
        var config =
                Configuration.fromMap(
                        Map.of("forebay.priority.floor", "5", "forebay.priority.ceiling", "4"));

        assertThatThrownBy(() -> OperatorSettings.from(config))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessage(
                        "option is not allowed: key=forebay.priority.ceiling, value=4,"
                                + " allowed=0 to 7, not below the floor");
    }

    @ParameterizedTest
    @CsvSource({
        "forebay.window, soon",
        "forebay.cache.functions, many",
        "forebay.buffer.budget, 3 bushels",
        "forebay.buffer.mode, mixed",
        "forebay.prefetch.enabled, perhaps"
    })
    void shouldRefuseUnreadableValue(String key, String value) {
        var config = Configuration.fromMap(Map.of(key, value));

        assertThatThrownBy(() -> OperatorSettings.from(config))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageStartingWith("option cannot be read: key=" + key + ", allowed=")
                .hasMessageContaining(value);
    }

    private static List<String> keys() {
        return OperatorOptions.checked().stream().map(checked -> checked.option().key()).toList();
    }
}
