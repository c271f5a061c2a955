package io.forebay.traces.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VolumeTableTest {
    private final VolumeTable volumes = new VolumeTable("device");

    @Test
    void shouldFindSameVolumeAgainAmongMany() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5_000; i++) {
                VolumeTable.Volume volume = find("volume-" + i);
                assertThat(volume.functionId).isEqualTo("device/volume-" + i);
                assertThat(volume.nextSequence++).isEqualTo(round);
            }
        }
    }

    @Test
    void shouldRefuseNamesThatCannotStandInFunctionId() {
        assertThat(find("")).isNull();
        assertThat(find("a/b")).isNull();
        assertThat(find("a\u0007")).isNull();
        assertThat(find("x".repeat(129))).isNull();
        assertThat(find("x".repeat(128))).isNotNull();
    }

    @Test
    void shouldRefuseMoreVolumesThanTheBoundButKeepThoseItHas() {
        for (int i = 0; i < VolumeTable.MAX_VOLUMES; i++) {
            find("volume-" + i);
        }
        assertThat(find("one-more")).isNull();
        assertThat(find("volume-0").functionId).isEqualTo("device/volume-0");
    }

    private VolumeTable.Volume find(String name) {
        byte[] bytes = ("<" + name + ">").getBytes(StandardCharsets.US_ASCII);
        return volumes.find(bytes, 1, bytes.length - 1);
    }
}
