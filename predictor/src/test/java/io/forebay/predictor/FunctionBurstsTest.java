package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionBurstsTest {
    private static final PredictorSettings SMALL = new PredictorSettings(1, 64, 64, 0, 0.01);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldExpectWhatTheWholeModelExpectsBySameWeights(long seed) {
        DeviceModel device = DeviceModel.create(SMALL);
        FunctionModel[] whole = {device.newFunction(), device.newFunction()};
        FunctionBursts[] counters = {new FunctionBursts(), new FunctionBursts()};
        var random = new SplittableRandom(seed);
        var score = new PredictionScore();
        var expected = new BurstEstimate();
        var found = new BurstEstimate();
        long nanos = 0;
        for (int i = 0; i < 5_000; i++) {
            nanos += random.nextInt(10) == 0 ? 30_000_000 : random.nextLong(50_000);
            int f = random.nextInt(2);
            TrafficElement element = element(random, nanos);
            whole[f].observe(element, score);
            counters[f].observe(element);
            if (i % 37 == 0) {
                whole[f].remainingBurst(expected);
                BurstWeights copy = BurstWeights.fromBytes(device.burstWeights().toBytes());
                counters[f].remainingBurst(copy, found);
                assertThat(found.meanBytes()).as("element %s", i).isEqualTo(expected.meanBytes());
                for (int c = 0; c < BurstEstimate.CLASSES; c++) {
                    assertThat(found.probability(c)).isEqualTo(expected.probability(c));
                }
            }
        }
        assertThat(expected.meanBytes()).isPositive();
    }

    @Test
    void shouldLeaveWeightsAsTheyAreWhenItLearns() {
        byte[] before = new BurstWeights().toBytes();
        BurstWeights weights = BurstWeights.fromBytes(before);
        var counters = new FunctionBursts();
        var random = new SplittableRandom(4);
        var estimate = new BurstEstimate();
        for (int i = 0; i < 1_000; i++) {
            counters.observe(element(random, i * (i % 5 == 0 ? 10_000_000L : 1_000L)));
            counters.remainingBurst(weights, estimate);
        }
        assertThat(weights.toBytes()).isEqualTo(before);
    }

    @Test
    void shouldRefuseWeightsWithAnyByteChangedOrCutOff() {
        byte[] bytes = trained(11).toBytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x10;
            assertThatIllegalArgumentException().isThrownBy(() -> BurstWeights.fromBytes(damaged));
        }
        for (int length = 0; length < bytes.length; length += 7) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThatIllegalArgumentException().isThrownBy(() -> BurstWeights.fromBytes(cut));
        }
    }

    @Test
    void shouldAverageByRequestsAsDevicesDo() {
        DeviceModel a = device(5, 2_000);
        DeviceModel b = device(6, 500);
        DeviceModel together = DeviceModel.average(SMALL, List.of(a, b));
        BurstWeights average =
                BurstWeights.average(
                        List.of(a.burstWeights(), b.burstWeights()),
                        new long[] {a.trainedRequests(), b.trainedRequests()});
        assertThat(average.toBytes()).isEqualTo(together.burstWeights().toBytes());
    }

    private static BurstWeights trained(long seed) {
        return device(seed, 1_000).burstWeights();
    }

    private static DeviceModel device(long seed, int requests) {
        DeviceModel device = DeviceModel.create(SMALL);
        FunctionModel function = device.newFunction();
        var random = new SplittableRandom(seed);
        var score = new PredictionScore();
        long nanos = 0;
        for (int i = 0; i < requests; i++) {
            nanos += i % 6 == 0 ? 20_000_000 : 10_000;
            function.observe(element(random, nanos), score);
        }
        return device;
    }

    private static TrafficElement element(SplittableRandom random, long nanos) {
        return TrafficElement.newBuilder()
                .setFunctionId("d/f")
                .setSequence(0)
                .setEventTimeNanos(nanos)
                .setKind(ElementKind.BLOCK)
                .setOperation(random.nextInt(3) == 0 ? Operation.WRITE : Operation.READ)
                .setAddress(random.nextInt(50) * 4096L)
                .setLengthBytes(4096L << random.nextInt(5))
                .setOrderingDomain(0)
                .setCorrelationId(0)
                .build();
    }
}
