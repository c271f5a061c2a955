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
    private static final double WASTE_COST = 0.5;

    @Test
    void shouldPayOnVirtualDiskTrace() {
        List<BlockRequest> trace = BlockRequest.readVscsi("cloudPhysicsIO.vscsi.gz");
        assertThat(netBenefit("cloudPhysicsIO", trace, 1)).isGreaterThan(0.6);
    }

    @Test
    void shouldPayOnMailServerTrace() {
        List<BlockRequest> trace =
                BlockRequest.readText("msr-ssdmodel-postmark-aligned2.trace.gz", 1e3);
        assertThat(netBenefit("postmark", trace, 0)).isGreaterThan(0.3);
    }

    @Test
    void shouldNotCostOnWebSearchTrace() {
        List<BlockRequest> trace = BlockRequest.readText("mqsim-wsrch-small.trace.gz", 1e-3);
        assertThat(netBenefit("wsrch", trace, 0)).isGreaterThan(-0.01);
    }

    @Test
    void shouldNotCostOnTransactionTrace() {
        List<BlockRequest> trace = BlockRequest.readText("mqsim-tpcc-small.trace.gz", 1e-3);
        assertThat(netBenefit("tpcc", trace, 0)).isGreaterThan(-0.01);
    }

    private static double netBenefit(String name, List<BlockRequest> trace, int shiftSectors) {
        double last = 0;
        for (int c : new int[] {1024, 64, 256}) {
            var device = DeviceModel.create(PredictorSettings.defaults());
            Map<String, BufferReplay> volumes = new HashMap<>();
            var settings = new PrefetchSettings(WASTE_COST, 64, c);
            for (BlockRequest request : trace) {
                volumes.computeIfAbsent(
                                request.volume(),
                                volume ->
                                        new BufferReplay(
                                                settings, new ModelSource(device.newFunction())))
                        .request(
                                request.micros(),
                                request.read(),
                                request.sector() + shiftSectors,
                                request.sectors());
            }
            BufferReplay total = new BufferReplay(settings, null);
            volumes.values().forEach(total::add);
            System.out.println("NET " + name + " C=" + c + " " + total);
            last = total.netBenefit(WASTE_COST);
        }
        return last;
    }
}
