package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.TrafficElement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bits per request on the sample traces with the default settings. The bounds are 0.97 of the best
 * of the reference models (orders 0 to 2, mixed contexts, GRU-32) on every trace.
 */
class SampleTraceTest {
    @ParameterizedTest
    @CsvSource({
        "CLOUD_PHYSICS, 4.909, 0.97",
        "POSTMARK, 5.508, 0.97",
        "WSRCH, 7.998, 0.97",
        "TPCC, 7.741, 0.97"
    })
    void shouldCostLessThanBestReferenceWhenSettingsAreDefaults(
            SampleTraces trace, double referenceBits, double share) {
        List<TrafficElement> elements = trace.read();
        var device = DeviceModel.create(PredictorSettings.defaults());
        var functions = new HashMap<String, FunctionModel>();
        var score = new PredictionScore();
        double[] bits = new double[RequestSymbols.HEADS];
        long began = System.nanoTime();
        for (TrafficElement element : elements) {
            functions
                    .computeIfAbsent(element.getFunctionId(), id -> device.newFunction())
                    .observe(element, score);
            bits[0] += score.operationBits;
            bits[1] += score.sizeBits;
            bits[2] += score.deltaBits;
            bits[3] += score.gapBits;
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        int n = elements.size();
        double total = (bits[0] + bits[1] + bits[2] + bits[3]) / n;
        System.out.printf(
                Locale.ROOT,
                "%s: op %.3f size %.3f delta %.3f gap %.3f total %.3f bits/request,"
                        + " ratio %.3f, %.0f requests/s%n",
                trace,
                bits[0] / n,
                bits[1] / n,
                bits[2] / n,
                bits[3] / n,
                total,
                total / referenceBits,
                n / seconds);
        assertThat(total).isLessThan(referenceBits * share);
    }
}
