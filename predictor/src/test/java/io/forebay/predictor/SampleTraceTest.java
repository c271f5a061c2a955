package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.TrafficElement;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bits per request on the sample traces, as shares of the best of the reference models (orders 0 to
 * 2, mixed contexts, GRU-32). The bounds are what was measured and a little more.
 */
class SampleTraceTest {
    @ParameterizedTest
    @CsvSource({
        "CLOUD_PHYSICS, 4.909, 0.915, 0.95",
        "POSTMARK, 5.508, 0.855, 0.86",
        "WSRCH, 7.998, 0.895, 0.90",
        "TPCC, 7.741, 0.91, 0.91"
    })
    void shouldCostLessThanBestReferenceWhenSizeIsEither(
            SampleTraces trace, double referenceBits, double share, double compactShare) {
        List<TrafficElement> elements = trace.read();
        assertThat(bitsPerRequest(elements, PredictorSettings.defaults()))
                .isLessThan(referenceBits * share);
        assertThat(bitsPerRequest(elements, PredictorSettings.compact()))
                .isLessThan(referenceBits * compactShare);
    }

    private static double bitsPerRequest(
            List<TrafficElement> elements, PredictorSettings settings) {
        var device = DeviceModel.create(settings);
        var functions = new HashMap<String, FunctionModel>();
        var score = new PredictionScore();
        double bits = 0;
        for (TrafficElement element : elements) {
            functions
                    .computeIfAbsent(element.getFunctionId(), id -> device.newFunction())
                    .observe(element, score);
            bits += score.totalBits();
        }
        return bits / elements.size();
    }
}
