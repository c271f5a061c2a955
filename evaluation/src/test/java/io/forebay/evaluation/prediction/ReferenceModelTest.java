package io.forebay.evaluation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.evaluation.prediction.PredictionFigures.Bits;
import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The references pay what the published implementation pays, to the last published digit. */
class ReferenceModelTest {
    private static final Offset<Double> HALF_A_DIGIT = within(0.000051);

    private static Bits bits(RequestTrace trace, ModelChoice choice, String factorisation) {
        RequestModel model =
                choice.create(factorisation, PredictorSettings.defaults(), trace.isBlock());
        var scoring = new Scoring();
        var score = new PredictionScore();
        for (int i = 0; i < trace.size(); i++) {
            model.observe(trace.functionOf(i), trace.requests().get(i), score);
            scoring.add(score);
        }
        return scoring.bits();
    }

    @ParameterizedTest
    @CsvSource({
        "TPCC, UNIFORM, indep, 16.3399, 1.0000, 4.0000, 6.3399, 5.0000",
        "TPCC, ORDER_0, indep, 7.9271, 0.9547, 0.2777, 3.8108, 2.8840",
        "TPCC, ORDER_1, indep, 7.7413, 0.9409, 0.2369, 3.6516, 2.9119",
        "TPCC, ORDER_2, indep, 8.2231, 1.0155, 0.2700, 3.9093, 3.0283",
        "TPCC, ORDER_0, chain, 7.8122, 0.9547, 0.2326, 3.7355, 2.8894",
        "TPCC, ORDER_1, chain, 7.9083, 0.9409, 0.2076, 3.7127, 3.0471",
        "TPCC, ORDER_2, chain, 8.3015, 1.0155, 0.2293, 3.9913, 3.0653",
        "TPCC, CONTEXT_MIXING, indep, 7.8462, 0.9724, 0.2615, 3.7344, 2.8779",
        "TPCC, CONTEXT_MIXING, chain, 8.0380, 0.9724, 0.2354, 3.7532, 3.0770",
        "WSRCH, ORDER_0, indep, 8.5181, 0.0026, 1.3834, 4.1828, 2.9493",
        "WSRCH, ORDER_1, indep, 8.0819, 0.0027, 1.3838, 3.6556, 3.0398",
        "WSRCH, ORDER_2, indep, 8.5233, 0.0028, 1.4908, 3.8337, 3.1960",
        "WSRCH, ORDER_0, chain, 8.3549, 0.0026, 1.3814, 4.1088, 2.8622",
        "WSRCH, ORDER_1, chain, 8.1122, 0.0027, 1.3837, 3.6520, 3.0738",
        "WSRCH, ORDER_2, chain, 8.4495, 0.0028, 1.4906, 3.8458, 3.1102",
        "WSRCH, CONTEXT_MIXING, indep, 7.9980, 0.0016, 1.3996, 3.6354, 2.9614",
        "WSRCH, CONTEXT_MIXING, chain, 8.0107, 0.0016, 1.3998, 3.6236, 2.9857",
        "CAMBRIDGE, ORDER_0, indep, 12.8522, 1.0051, 2.1394, 5.5347, 4.1730",
        "CAMBRIDGE, ORDER_1, indep, 12.2305, 0.5086, 2.0667, 5.4561, 4.1990",
        "CAMBRIDGE, ORDER_2, indep, 12.3557, 0.5038, 2.0966, 5.5469, 4.2084",
        "CAMBRIDGE, ORDER_0, chain, 12.6295, 1.0051, 2.0625, 5.2991, 4.2628",
        "CAMBRIDGE, ORDER_1, chain, 12.1392, 0.5086, 2.0340, 5.3219, 4.2747",
        "CAMBRIDGE, ORDER_2, chain, 12.2216, 0.5038, 2.0627, 5.3787, 4.2764",
        "CAMBRIDGE, CONTEXT_MIXING, indep, 11.5797, 0.1399, 2.1621, 5.1778, 4.1000",
        "CAMBRIDGE, CONTEXT_MIXING, chain, 12.4559, 0.1399, 2.1553, 5.3709, 4.7898",
        "POSTMARK, ORDER_0, indep, 9.3294, 0.6539, 1.9992, 3.4799, 3.1964",
        "POSTMARK, ORDER_1, indep, 6.4831, 0.3827, 1.4812, 2.2659, 2.3533",
        "POSTMARK, ORDER_2, indep, 6.4113, 0.3715, 1.4969, 2.2113, 2.3317",
        "POSTMARK, ORDER_0, chain, 7.6301, 0.6539, 1.6464, 2.9941, 2.3357",
        "POSTMARK, ORDER_1, chain, 6.0783, 0.3827, 1.2955, 2.1708, 2.2292",
        "POSTMARK, ORDER_2, chain, 6.0014, 0.3715, 1.3181, 2.1097, 2.2021",
        "CLOUD_PHYSICS, ORDER_0, indep, 11.9833, 0.9779, 2.3753, 4.6269, 4.0031",
        "CLOUD_PHYSICS, ORDER_1, indep, 6.8143, 0.4931, 0.9425, 2.3950, 2.9838",
        "CLOUD_PHYSICS, ORDER_2, indep, 6.4707, 0.4212, 0.8819, 2.1901, 2.9775",
        "CLOUD_PHYSICS, ORDER_0, chain, 9.9886, 0.9779, 2.1937, 3.7414, 3.0757",
        "CLOUD_PHYSICS, ORDER_1, chain, 6.1158, 0.4931, 0.8234, 1.9194, 2.8799",
        "CLOUD_PHYSICS, ORDER_2, chain, 5.8814, 0.4212, 0.7689, 1.8077, 2.8836",
        "CLOUD_PHYSICS, CONTEXT_MIXING, chain, 4.9094, 0.2967, 0.6102, 1.3499, 2.6527",
        "POSTMARK, CONTEXT_MIXING, indep, 5.6693, 0.3117, 1.3109, 1.9450, 2.1017",
        "POSTMARK, CONTEXT_MIXING, chain, 5.5079, 0.3117, 1.1768, 1.8728, 2.1466"
    })
    void shouldPayWhatTheReferencePays(
            SampleTrace trace,
            ModelChoice model,
            String factorisation,
            double total,
            double op,
            double size,
            double delta,
            double gap) {
        Bits bits = bits(trace.read(0), model, factorisation);
        assertThat(bits.op()).as("op").isCloseTo(op, HALF_A_DIGIT);
        assertThat(bits.size()).as("size").isCloseTo(size, HALF_A_DIGIT);
        assertThat(bits.delta()).as("delta").isCloseTo(delta, HALF_A_DIGIT);
        assertThat(bits.gap()).as("gap").isCloseTo(gap, HALF_A_DIGIT);
        assertThat(bits.total()).as("total").isCloseTo(total, HALF_A_DIGIT);
    }
}
