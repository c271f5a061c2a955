package io.forebay.shaping.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.PredictorSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Predictor and policy together on recorded traces, one configuration for all. */
class SampleTraceReplayTest {
    private static final PrefetchSettings SETTINGS = PrefetchSettings.defaults();

    @Test
    void shouldPayOnVirtualDiskTrace() {
        List<BlockRequest> trace = BlockRequest.readVscsi("cloudPhysicsIO.vscsi.gz");
        assertThat(netBenefit(trace, 1)).isGreaterThan(0.7);
    }

    @Test
    void shouldPayOnMailServerTrace() {
        List<BlockRequest> trace =
                BlockRequest.readText("msr-ssdmodel-postmark-aligned2.trace.gz", 1e3);
        assertThat(netBenefit(trace, 0)).isGreaterThan(0.35);
    }

    @Test
    void shouldNotCostOnWebSearchTrace() {
        List<BlockRequest> trace = BlockRequest.readText("mqsim-wsrch-small.trace.gz", 1e-3);
        assertThat(netBenefit(trace, 0)).isGreaterThan(-0.01);
    }

    @Test
    void shouldNotCostOnTransactionTrace() {
        List<BlockRequest> trace = BlockRequest.readText("mqsim-tpcc-small.trace.gz", 1e-3);
        assertThat(netBenefit(trace, 0)).isGreaterThan(-0.01);
    }

    private static double netBenefit(List<BlockRequest> trace, int shiftSectors) {
        var device = DeviceModel.create(PredictorSettings.defaults());
        Map<String, BufferReplay> volumes = new HashMap<>();
        for (BlockRequest request : trace) {
            volumes.computeIfAbsent(
                            request.volume(),
                            volume ->
                                    new BufferReplay(
                                            SETTINGS, new ModelSource(device.newFunction())))
                    .request(
                            request.micros(),
                            request.read(),
                            request.sector() + shiftSectors,
                            request.sectors());
        }
        var total = new BufferReplay(SETTINGS, new OverconfidentSource());
        volumes.values().forEach(total::add);
        // The policy's mirror of the buffer may differ from it by a few blocks.
        assertThat(total.skipped).isLessThan(total.issued / 100 + 1);
        return total.netBenefit(SETTINGS.wasteCost());
    }
}
