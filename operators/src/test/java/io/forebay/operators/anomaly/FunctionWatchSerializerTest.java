package io.forebay.operators.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.Golden;
import io.forebay.operators.Traffic;
import io.forebay.schemas.PredictionError;
import io.forebay.shaping.anomaly.AnomalySettings;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FunctionWatchSerializerTest {
    private static final AnomalySettings SETTINGS = new AnomalySettings(10, 16, 8, 5);
    private static final String FUNCTION = "device0/f";

    private final FunctionWatchSerializer serializer = new FunctionWatchSerializer(SETTINGS);

    @Test
    void shouldWriteAsReleased() throws Exception {
        Golden.assertUnchanged("function-watch-v1", serializer.write(watch()));
    }

    @Test
    void shouldReadReleasedState() throws Exception {
        byte[] released = Golden.read("function-watch-v1");

        FunctionWatch watch = serializer.read(FUNCTION, released);

        assertThat(serializer.write(watch)).isEqualTo(released);
        assertThat(watch.warmUpWindows()).isEqualTo(10);
    }

    @Test
    void shouldReadStateMadeWithAnotherWarmUp() throws Exception {
        var other = new FunctionWatchSerializer(new AnomalySettings(500, 20, 8, 5));
        byte[] released = Golden.read("function-watch-v1");

        FunctionWatch watch = other.read(FUNCTION, released);

        assertThat(watch.warmUpWindows()).isEqualTo(10);
        assertThat(other.write(watch)).isEqualTo(released);
    }

    @Test
    void shouldRefuseUnknownVersion() throws Exception {
        byte[] released = Golden.read("function-watch-v1");
        released[3] = 4;

        assertThatThrownBy(() -> serializer.read(FUNCTION, released))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of anomaly state: version=4, supported=1");
    }

    private FunctionWatch watch() {
        FunctionWatch watch = serializer.create(FUNCTION);
        for (int i = 0; i < 3; i++) {
            watch.detector()
                    .observe(
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
        return watch;
    }
}
