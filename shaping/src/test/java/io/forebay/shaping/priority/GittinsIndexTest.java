package io.forebay.shaping.priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import org.junit.jupiter.api.Test;

class GittinsIndexTest {
    private static final int LENGTH = 4096;

    /** What comes after the first request of bursts of one request or, every so often, of many. */
    private static BurstEstimate afterFirst(int longEvery) {
        FunctionModel model = DeviceModel.create(PredictorSettings.defaults()).newFunction();
        var score = new PredictionScore();
        long nanos = 0;
        long sequence = 0;
        for (int burst = 0; burst < 400; burst++) {
            int requests = burst % longEvery == longEvery - 1 ? 64 : 1;
            for (int i = 0; i < requests; i++) {
                nanos += i == 0 ? 100_000_000 : 1_000;
                model.observe(element(sequence++, nanos), score);
            }
        }
        model.observe(element(sequence, nanos + 100_000_000), score);
        var estimate = new BurstEstimate();
        model.remainingBurst(estimate);
        return estimate;
    }

    private static TrafficElement element(long sequence, long nanos) {
        var element = new TrafficElement();
        element.setFunctionId("device/0");
        element.setSequence(sequence);
        element.setEventTimeNanos(nanos);
        element.setKind(ElementKind.BLOCK);
        element.setOperation(Operation.READ);
        element.setAddress(sequence * LENGTH);
        element.setLengthBytes(LENGTH);
        element.setOrderingDomain(0);
        element.setCorrelationId(sequence);
        return element;
    }

    @Test
    void shouldBeTheBytesThemselvesWhenNothingFollows() {
        assertThat(GittinsIndex.of(new BurstEstimate(), 12_345)).isEqualTo(12_345);
    }

    @Test
    void shouldBetOnTheBurstsEndWhenLongOnesAreRare() {
        BurstEstimate later = afterFirst(4);
        double index = GittinsIndex.of(later, LENGTH);
        // Served alone the request ends the burst with this probability.
        assertThat(index).isCloseTo(LENGTH / later.probability(0), within(1e-6));
        assertThat(index).isLessThan((LENGTH + later.meanBytes()) / 4);
    }

    @Test
    void shouldBeLargerWhenLongBurstsAreCommoner() {
        assertThat(GittinsIndex.of(afterFirst(2), LENGTH))
                .isGreaterThan(GittinsIndex.of(afterFirst(8), LENGTH));
    }
}
