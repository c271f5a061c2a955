package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final PredictorSettings TINY = new PredictorSettings(7, 64, 32, 2, 0.01);
    private static final PredictorSettings OTHER = new PredictorSettings(8, 64, 32, 2, 0.01);

    private static List<Double> observe(FunctionModel function, List<TrafficElement> elements) {
        var score = new PredictionScore();
        var candidates = new Candidates(16);
        var demand = new DemandEstimate();
        var figures = new ArrayList<Double>();
        for (TrafficElement element : elements) {
            function.observe(element, score);
            function.rollOut(candidates);
            figures.add(score.totalBits());
            figures.add(function.remainingBurstBytes());
            for (int i = 0; i < candidates.size(); i++) {
                figures.add((double) candidates.firstSector(i));
                figures.add((double) candidates.probability(i));
            }
            if (figures.size() % 7 == 0) {
                function.closeWindow(demand);
                figures.add(demand.expectedCount);
                figures.add(demand.bytesQuantile90);
            }
        }
        return figures;
    }

    @Test
    void shouldContinueIdenticallyWhenRestored() {
        var settings = PredictorSettings.defaults();
        List<TrafficElement> before = Elements.mixed(21, 2_003);
        List<TrafficElement> after = Elements.mixed(22, 2_000);
        var device = DeviceModel.create(settings);
        var function = device.newFunction();
        observe(function, before);
        byte[] deviceBytes = device.toBytes();
        byte[] functionBytes = function.toBytes();

        var restoredDevice = DeviceModel.fromBytes(settings, deviceBytes);
        var restored = restoredDevice.functionFromBytes(functionBytes);

        assertThat(restoredDevice.trainedRequests()).isEqualTo(2_003);
        assertThat(restored.observedRequests()).isEqualTo(2_003);
        assertThat(restored.toBytes()).isEqualTo(functionBytes);
        assertThat(observe(restored, after)).isEqualTo(observe(function, after));
        assertThat(restored.toBytes()).isEqualTo(function.toBytes());
        assertThat(restoredDevice.toBytes()).isEqualTo(device.toBytes());
    }

    @Test
    void shouldGiveBytesOfThenWhenFrozenFunctionGoesOn() {
        var device = DeviceModel.create(PredictorSettings.defaults());
        var function = device.newFunction();
        observe(function, Elements.mixed(23, 1_501));
        byte[] then = function.toBytes();

        FrozenModel frozen = function.freeze();
        observe(function, Elements.mixed(24, 700));

        assertThat(frozen.heapBytes()).isBetween((long) then.length, 1L << 20);
        assertThat(frozen.toBytes()).isEqualTo(then).isNotEqualTo(function.toBytes());
    }

    @Test
    void shouldGiveBytesOfThenWhenFrozenDeviceGoesOn() {
        var device = DeviceModel.create(PredictorSettings.defaults());
        var function = device.newFunction();
        observe(function, Elements.mixed(25, 1_501));
        byte[] then = device.toBytes();

        FrozenModel frozen = device.freeze();
        observe(function, Elements.mixed(26, 700));

        assertThat(frozen.toBytes()).isEqualTo(then).isNotEqualTo(device.toBytes());
    }

    @Test
    void shouldReadReleasedFormatWhenBytesAreGolden() throws IOException {
        var device = DeviceModel.create(TINY);
        var function = device.newFunction();
        observe(function, Elements.mixed(33, 21));
        byte[] goldenDevice = golden("device-v1.bin", device.toBytes());
        byte[] goldenFunction = golden("function-v1.bin", function.toBytes());

        var restored = DeviceModel.fromBytes(TINY, goldenDevice).functionFromBytes(goldenFunction);
        List<TrafficElement> after = Elements.mixed(34, 50);
        assertThat(observe(restored, after)).isEqualTo(observe(function, after));
    }

    /**
     * The released bytes, which these have to be. With {@code -Dforebay.golden.update=true} these
     * are written instead, into the folder the tests run in.
     */
    private static byte[] golden(String name, byte[] bytes) throws IOException {
        if (Boolean.getBoolean("forebay.golden.update")) {
            Files.write(Path.of("src/test/resources/io/forebay/predictor", name), bytes);
            return bytes;
        }
        try (InputStream in = SnapshotTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            byte[] released = in.readAllBytes();
            assertThat(HexFormat.of().formatHex(bytes))
                    .isEqualTo(HexFormat.of().formatHex(released));
            return released;
        }
    }

    @Test
    void shouldStaySmallWhenFunctionIsNew() {
        var device = DeviceModel.create(PredictorSettings.defaults());
        var function = device.newFunction();
        assertThat(function.toBytes()).hasSizeLessThan(8_192);
        observe(function, Elements.mixed(1, 20));
        assertThat(function.toBytes()).hasSizeLessThan(32_768);
    }

    @Test
    void shouldStayWithinHalfMebibyteWhenFunctionIsOld() {
        var function = DeviceModel.create(PredictorSettings.defaults()).newFunction();
        var score = new PredictionScore();
        for (TrafficElement element : Elements.mixed(1, 60_000)) {
            function.observe(element, score);
        }
        assertThat(function.toBytes()).hasSizeBetween(256 << 10, 512 << 10);
    }

    @Test
    void shouldRefuseWhenVersionIsUnknown() {
        byte[] bytes = DeviceModel.create(TINY).toBytes();
        bytes[7] = 99;
        assertThatThrownBy(() -> DeviceModel.fromBytes(TINY, bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown snapshot version: version=99");
    }

    @Test
    void shouldRefuseWhenSettingsDiffer() {
        var device = DeviceModel.create(TINY);
        byte[] bytes = device.toBytes();
        byte[] functionBytes = device.newFunction().toBytes();
        assertThatThrownBy(() -> DeviceModel.fromBytes(OTHER, bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other settings");
        assertThatThrownBy(() -> DeviceModel.create(OTHER).functionFromBytes(functionBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other settings");
    }

    @Test
    void shouldRefuseWhenKindOfSnapshotIsWrong() {
        var device = DeviceModel.create(TINY);
        byte[] bytes = device.toBytes();
        assertThatThrownBy(() -> device.functionFromBytes(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a snapshot of this kind");
    }

    @Test
    void shouldRefuseWhenBytesAreCutShort() {
        var device = DeviceModel.create(TINY);
        var function = device.newFunction();
        observe(function, Elements.mixed(2, 10));
        byte[] deviceBytes = device.toBytes();
        byte[] functionBytes = function.toBytes();
        for (int length = 0; length < functionBytes.length; length += 3) {
            byte[] cut = Arrays.copyOf(functionBytes, length);
            assertThatThrownBy(() -> device.functionFromBytes(cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (int length = 0; length < deviceBytes.length; length += 97) {
            byte[] cut = Arrays.copyOf(deviceBytes, length);
            assertThatThrownBy(() -> DeviceModel.fromBytes(TINY, cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldRefuseWhenByteIsChanged() {
        var device = DeviceModel.create(TINY);
        var function = device.newFunction();
        observe(function, Elements.mixed(2, 10));
        byte[] bytes = function.toBytes();
        for (int at = 0; at < bytes.length; at += 5) {
            byte[] changed = bytes.clone();
            changed[at] ^= 0x10;
            assertThatThrownBy(() -> device.functionFromBytes(changed))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldWeighByRequestsWhenModelsAreAveraged() {
        var settings = PredictorSettings.defaults();
        var first = DeviceModel.create(settings);
        var second = DeviceModel.create(settings);
        observe(first.newFunction(), Elements.mixed(1, 3_000));
        observe(second.newFunction(), Elements.mixed(2, 1_000));

        var average = DeviceModel.average(settings, List.of(first, second));
        assertThat(average.trainedRequests()).isEqualTo(4_000);
        var alone = DeviceModel.average(settings, List.of(first));
        assertThat(alone.toBytes()).isEqualTo(first.toBytes());

        // What two taught is worth something to a function that is new to both.
        List<TrafficElement> fresh = Elements.mixed(3, 300);
        double onAverage = bits(average.newFunction(), fresh);
        double onFresh = bits(DeviceModel.create(settings).newFunction(), fresh);
        assertThat(onAverage).isLessThan(onFresh);
    }

    private static double bits(FunctionModel function, List<TrafficElement> elements) {
        var score = new PredictionScore();
        double bits = 0;
        for (TrafficElement element : elements) {
            function.observe(element, score);
            bits += score.totalBits();
        }
        return bits;
    }

    @Test
    void shouldRefuseToWriteWhenPartIsLeftOut() {
        var device = DeviceModel.create(TINY, Ablation.NO_RECURRENT_NETWORK);
        assertThatThrownBy(device::toBytes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ablation=NO_RECURRENT_NETWORK");
        assertThatThrownBy(() -> device.newFunction().toBytes())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> DeviceModel.average(TINY, List.of(device)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseToAverageWhenModelsDifferOrAreMissing() {
        var other = DeviceModel.create(OTHER);
        assertThatThrownBy(() -> DeviceModel.average(TINY, List.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other settings");
        assertThatThrownBy(() -> DeviceModel.average(TINY, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("models=0");
    }
}
