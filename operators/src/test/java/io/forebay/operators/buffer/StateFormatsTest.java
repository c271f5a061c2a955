package io.forebay.operators.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.Golden;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.Traffic;
import io.forebay.operators.state.FrozenObject;
import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.alert.OperationMemory;
import io.forebay.shaping.alert.VisitedRegions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** The bytes of released state formats are read for ever, and written as they were. */
class StateFormatsTest {
    private static final String FUNCTION = "device0/volume0";
    private static final OperatorSettings SETTINGS = BufferHarness.settings();

    @Test
    void shouldWriteFunctionStateAsReleased() throws Exception {
        Golden.assertUnchanged("function-snapshot-v1", bytesOf(functionSnapshot()));
    }

    @Test
    void shouldReadReleasedFunctionState() throws Exception {
        byte[] released = Golden.read("function-snapshot-v1");

        FunctionSnapshot snapshot = FunctionSnapshot.read(SETTINGS, released);

        assertThat(bytesOf(snapshot)).isEqualTo(released);
        assertThat(snapshot.nextCommandSequence()).isEqualTo(77);
        assertThat(snapshot.predictorSettings()).isEqualTo("predictor");
        assertThat(snapshot.model().toBytes()).containsExactly(1, 2, 3);
        assertThat(snapshot.prefetchSettings()).isEqualTo("prefetch");
        assertThat(snapshot.prefetch()).containsExactly(4, 5);
        assertThat(snapshot.history().pending()).isEqualTo(1);
        var elements = new ArrayList<TrafficElement>();
        snapshot.history().forEach(FUNCTION, elements::add);
        assertThat(elements).containsExactly(element(0), element(1));
        assertThat(snapshot.windows().openCount()).isEqualTo(1);
        WindowTotals totals = snapshot.windows().find(17);
        assertThat(totals.elementCount).isEqualTo(1);
        assertThat(totals.byteCount).isEqualTo(512);
        assertThat(totals.deltaBits).isEqualTo(3.5);
        assertThat(totals.completionCount).isEqualTo(1);
        assertThat(totals.responseNanosSum).isEqualTo(900);
        assertThat(totals.newRegionCount).isEqualTo(1);
        assertThat(totals.swappedCount).isEqualTo(1);
        assertThat(totals.leastResponseNanos).isEqualTo(900);
        assertThat(totals.bytesQuantile90).isEqualTo(9.5);
        assertThat(snapshot.regions().visit(element(0))).isFalse();
    }

    @Test
    void shouldDropOpenWindowsOfAnotherLength() throws Exception {
        OperatorSettings longer =
                OperatorSettings.from(
                        BufferHarness.smallModels()
                                .set(OperatorOptions.WINDOW, Duration.ofSeconds(1)));

        FunctionSnapshot snapshot =
                FunctionSnapshot.read(longer, Golden.read("function-snapshot-v1"));

        assertThat(snapshot.windows().openCount()).isZero();
        assertThat(snapshot.nextCommandSequence()).isEqualTo(77);
        assertThat(snapshot.history().size()).isEqualTo(2);
    }

    @Test
    void shouldWriteDeviceWeightsAsReleased() throws Exception {
        Golden.assertUnchanged("device-weights-v1", deviceWeights().toBytes());
    }

    @Test
    void shouldReadReleasedDeviceWeights() throws Exception {
        DeviceWeights weights = DeviceWeights.fromBytes(Golden.read("device-weights-v1"));

        assertThat(weights.subtask()).isEqualTo(2);
        assertThat(weights.parallelism()).isEqualTo(4);
        assertThat(weights.deviceId()).isEqualTo("device0");
        assertThat(weights.predictorSettings()).isEqualTo("settings");
        assertThat(weights.snapshot().toBytes()).containsExactly(9, 8, 7);
    }

    @Test
    void shouldRefuseUnknownVersion() throws Exception {
        byte[] function = Golden.read("function-snapshot-v1");
        function[3] = 2;
        assertThatThrownBy(() -> FunctionSnapshot.read(SETTINGS, function))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of function state: version=2, supported=1");

        byte[] device = Golden.read("device-weights-v1");
        device[3] = 9;
        assertThatThrownBy(() -> DeviceWeights.fromBytes(device))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of device weights: version=9, supported=1");
    }

    @Test
    void shouldRefuseBytesCutShortOrLeftOver() throws Exception {
        byte[] released = Golden.read("function-snapshot-v1");

        for (int length = 0; length < released.length; length++) {
            byte[] cut = Arrays.copyOf(released, length);
            assertThatThrownBy(() -> FunctionSnapshot.read(SETTINGS, cut))
                    .as("length %d", length)
                    .isInstanceOf(IOException.class);
        }
        byte[] longer = Arrays.copyOf(released, released.length + 1);
        assertThatThrownBy(() -> FunctionSnapshot.read(SETTINGS, longer))
                .hasMessage("bytes left over in function state: remainingBytes=1");
    }

    private static FunctionSnapshot functionSnapshot() {
        var history = new HistoryRing(SETTINGS.historyLength());
        history.append(element(0));
        history.append(element(1));
        history.complete(0, 1234);
        var regions = new VisitedRegions();
        regions.visit(element(1));
        var operations = new OperationMemory();
        operations.visit(element(1));
        var windows = new DemandWindows(SETTINGS.silentWindows());
        WindowTotals totals = windows.add(17);
        var score = new PredictionScore();
        score.operationBits = 0.5;
        score.sizeBits = 1.5;
        score.deltaBits = 3.5;
        score.gapBits = 4.5;
        totals.add(element(1), true, true, score);
        totals.addCompletion(900);
        var estimate = new DemandEstimate();
        estimate.expectedCount = 2.5;
        estimate.expectedBytes = 8.5;
        estimate.bytesQuantile90 = 9.5;
        totals.setForecast(estimate);
        return new FunctionSnapshot(
                77,
                SETTINGS.window().windowMillis(),
                windows,
                history,
                regions,
                operations,
                "predictor",
                FrozenObject.of(new byte[] {1, 2, 3}),
                "prefetch",
                new byte[] {4, 5});
    }

    private static TrafficElement element(long sequence) {
        return Traffic.element(FUNCTION, sequence, 5 * sequence, Operation.WRITE, 8192, 512);
    }

    private static DeviceWeights deviceWeights() {
        return new DeviceWeights(
                2,
                4,
                "device0",
                "settings",
                FrozenObject.of(new byte[] {9, 8, 7}),
                new byte[] {6, 5});
    }

    private static byte[] bytesOf(FunctionSnapshot snapshot) throws IOException {
        return snapshot.freeze(new DataOutputSerializer(64)).toBytes();
    }
}
