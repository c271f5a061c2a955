package io.forebay.operators.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.Golden;
import io.forebay.operators.Traffic;
import io.forebay.schemas.PredictionError;
import io.forebay.shaping.anomaly.AnomalySettings;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WatchedFunctionSerializerTest {
    private static final AnomalySettings SETTINGS = new AnomalySettings(10, 16, 8, 5);
    private static final String FUNCTION = "device0/f";

    private final WatchedFunctionSerializer serializer =
            new WatchedFunctionSerializer(id -> SETTINGS);

    @Test
    void shouldWriteAsReleased() throws Exception {
        Golden.assertUnchanged("watched-function-v1", serializer.write(watch()));
    }

    @Test
    void shouldReadReleasedState() throws Exception {
        byte[] released = Golden.read("watched-function-v1");

        WatchedFunction function = serializer.read(FUNCTION, released);

        assertThat(serializer.write(function)).isEqualTo(released);
        assertThat(function.timerMillis).isEqualTo(12_345);
        assertThat(function.watch.lastWindowEndNanos()).isEqualTo(Traffic.nanos(300));
    }

    @Test
    void shouldReadStateMadeWithAnotherWarmUp() throws Exception {
        var other = new WatchedFunctionSerializer(id -> new AnomalySettings(500, 20, 8, 5));
        byte[] released = Golden.read("watched-function-v1");

        WatchedFunction function = other.read(FUNCTION, released);

        assertThat(other.write(function)).isEqualTo(released);
    }

    @Test
    void shouldRefuseUnknownVersion() throws Exception {
        byte[] released = Golden.read("watched-function-v1");
        released[3] = 4;

        assertThatThrownBy(() -> serializer.read(FUNCTION, released))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of anomaly state: version=4, supported=1");
    }

    @Test
    void shouldRefuseCutBytes() throws Exception {
        byte[] released = Golden.read("watched-function-v1");
        for (int length = 0; length < released.length; length++) {
            byte[] cut = Arrays.copyOf(released, length);
            assertThatThrownBy(() -> serializer.read(FUNCTION, cut))
                    .as("length %d", length)
                    .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
        }
    }

    private WatchedFunction watch() {
        WatchedFunction function = serializer.create(FUNCTION);
        function.timerMillis = 12_345;
        for (int i = 0; i < 3; i++) {
            function.watch.observe(
                    PredictionError.newBuilder()
                            .setFunctionId(FUNCTION)
                            .setWindowStartNanos(Traffic.nanos(100L * i))
                            .setWindowEndNanos(Traffic.nanos(100L * i + 100))
                            .setElementCount(4)
                            .setByteCount(8192)
                            .setOperationBits(0.5)
                            .setSizeBits(1.5)
                            .setDeltaBits(6.5 + i)
                            .setGapBits(8.0)
                            .build());
        }
        return function;
    }
}
