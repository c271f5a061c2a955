package io.forebay.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EngineSettingsTest {
    private static final PrioritySettings PRIORITIES = PrioritySettings.defaults();

    private static final EngineSettings DEFAULTS = EngineSettings.defaults("nvme0");

    @Test
    void shouldHaveDocumentedDefaults() {
        assertThat(DEFAULTS.bufferBudgetBytes()).isEqualTo(16 << 20);
        assertThat(DEFAULTS.storageChannels()).isEqualTo(4);
        assertThat(DEFAULTS.storageOverheadNanos()).isEqualTo(200_000);
        assertThat(DEFAULTS.agingNanos()).isEqualTo(300_000_000);
        assertThat(DEFAULTS.prefetchBlocksPerFunction()).isEqualTo(1024);
        assertThat(DEFAULTS.historyLength()).isEqualTo(4096);
    }

    @Test
    void shouldNameKeyValueAndWhatIsAllowedWhenRefusing() {
        assertThatThrownBy(() -> DEFAULTS.withStorage(0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("storageChannels=0")
                .hasMessageContaining("allowed 1 to 1024");
        assertThatThrownBy(() -> DEFAULTS.withStorage(1, -1, 1))
                .hasMessageContaining("storageOverheadNanos=-1");
        assertThatThrownBy(() -> DEFAULTS.withLink(1, 0))
                .hasMessageContaining("linkBytesPerSecond=0");
        assertThatThrownBy(() -> DEFAULTS.withAgingNanos(-1)).hasMessageContaining("agingNanos=-1");
        assertThatThrownBy(() -> DEFAULTS.withBufferBudgetBytes(0))
                .hasMessageContaining("bufferBudgetBytes=0");
        assertThatThrownBy(() -> DEFAULTS.withPrefetch(-1, 1))
                .hasMessageContaining("prefetchBlocksPerFunction=-1");
        assertThatThrownBy(() -> DEFAULTS.withPrefetch(1, 0))
                .hasMessageContaining("prefetchChunkBlocks=0");
        assertThatThrownBy(() -> DEFAULTS.withHistoryLength(1000))
                .hasMessageContaining("historyLength=1000");
        assertThatThrownBy(() -> EngineSettings.defaults("a/b")).hasMessageContaining("a/b");
        assertThatThrownBy(() -> EngineSettings.defaults("")).hasMessageContaining("deviceId=");
    }

    @Test
    void shouldKeepOtherValuesWhenOneChanges() {
        var settings =
                new EngineSettings("dev", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, PRIORITIES);

        assertThat(settings.withBufferBudgetBytes(99))
                .isEqualTo(
                        new EngineSettings(
                                "dev", 99, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, PRIORITIES));
        assertThat(settings.withStorage(97, 98, 99))
                .isEqualTo(
                        new EngineSettings(
                                "dev", 1, 97, 98, 99, 5, 6, 7, 8, 9, 10, 11, 12, 16, PRIORITIES));
        assertThat(settings.withLink(98, 99))
                .isEqualTo(
                        new EngineSettings(
                                "dev", 1, 2, 3, 4, 5, 6, 98, 99, 9, 10, 11, 12, 16, PRIORITIES));
        assertThat(settings.withAgingNanos(99))
                .isEqualTo(
                        new EngineSettings(
                                "dev", 1, 2, 3, 4, 5, 6, 7, 8, 99, 10, 11, 12, 16, PRIORITIES));
        assertThat(settings.withPrefetch(98, 99))
                .isEqualTo(
                        new EngineSettings(
                                "dev", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 98, 99, 16, PRIORITIES));
        assertThat(settings.withHistoryLength(64))
                .isEqualTo(
                        new EngineSettings(
                                "dev", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 64, PRIORITIES));
    }
}
