package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FunctionModelTest {
    private static final PredictorSettings SMALL =
            new PredictorSettings(3, 1 << 10, 1 << 8, 4, 0.01);

    private static final List<ElementKind> KINDS = List.of(ElementKind.values());
    private static final List<Operation> OPERATIONS = List.of(Operation.values());

    private static double observeAll(FunctionModel function, List<TrafficElement> elements) {
        var score = new PredictionScore();
        double bits = 0;
        for (TrafficElement element : elements) {
            function.observe(element, score);
            bits += score.totalBits();
        }
        return bits;
    }

    @Test
    void shouldGiveProbabilitiesThatSumToOneWhenStateIsAny() {
        var device = DeviceModel.create(PredictorSettings.defaults());
        var function = device.newFunction();
        var random = new Random(5);
        for (int round = 0; round < 12; round++) {
            observeAll(function, Elements.mixed(round, round * 40));
            int[] earlier = {random.nextInt(2), random.nextInt(16), random.nextInt(81)};
            assertThat(sum(function, earlier, 0, 0, 2)).isCloseTo(1, within(1e-4));
            assertThat(sum(function, earlier, 1, 0, 16)).isCloseTo(1, within(1e-4));
            assertThat(sum(function, earlier, 2, 0, 81)).isCloseTo(1, within(1e-4));
            assertThat(sum(function, earlier, 3, 0, 32)).isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void shouldGiveProbabilitiesThatSumToOneWhenTrafficHasOperationClasses() {
        var function = DeviceModel.create(SMALL).newFunction();
        var score = new PredictionScore();
        for (int i = 0; i < 200; i++) {
            Operation operation = i % 3 == 0 ? Operation.CONFIG_READ : Operation.MESSAGE;
            function.observe(
                    Elements.of(ElementKind.TLP, operation, i * 1_000L, 64L * i, 64), score);
        }
        assertThat(sum(function, new int[3], 0, 2, 18)).isCloseTo(1, within(1e-4));
        int message = RequestSymbols.operationCode(ElementKind.TLP, Operation.MESSAGE);
        assertThat(function.probabilityOf(new int[3], 0, message)).isGreaterThan(0.5);
    }

    private static double sum(FunctionModel function, int[] earlier, int head, int from, int to) {
        double sum = 0;
        for (int symbol = from; symbol < to; symbol++) {
            double p = function.probabilityOf(earlier, head, symbol);
            assertThat(p).isBetween(0.0, 1.0);
            sum += p;
        }
        return sum;
    }

    @Test
    void shouldScoreTheProbabilityItHadGivenWhenObserving() {
        var function = DeviceModel.create(SMALL).newFunction();
        observeAll(function, Elements.mixed(1, 300));
        var reference = new SymbolState();
        List<TrafficElement> next = Elements.mixed(1, 400);
        for (int i = 0; i < 300; i++) {
            reference.advance(next.get(i));
        }
        var score = new PredictionScore();
        for (int i = 300; i < 400; i++) {
            reference.advance(next.get(i));
            int[] symbols = {
                reference.operation(), reference.size(), reference.delta(), reference.gap()
            };
            double[] expected = new double[RequestSymbols.HEADS];
            for (int head = 0; head < RequestSymbols.HEADS; head++) {
                double p = function.probabilityOf(symbols, head, symbols[head]);
                expected[head] = -StrictMath.log(p) / StrictMath.log(2);
            }
            function.observe(next.get(i), score);
            // The later decisions of a request profit from what the earlier ones taught.
            assertThat(score.operationBits).isCloseTo(expected[0], within(1e-9));
            assertThat(score.sizeBits).isCloseTo(expected[1], within(0.6));
            assertThat(score.deltaBits).isCloseTo(expected[2], within(0.6));
            assertThat(score.gapBits).isCloseTo(expected[3], within(0.6));
        }
    }

    @Test
    void shouldCostNoLessThanEntropyWhenSymbolsAreRandom() {
        var random = new Random(11);
        var function = DeviceModel.create(PredictorSettings.defaults()).newFunction();
        var score = new PredictionScore();
        double bits = 0;
        int n = 20_000;
        long micros = 0;
        for (int i = 0; i < n; i++) {
            micros += 1L << random.nextInt(16);
            long sectors = 1L << random.nextInt(8);
            function.observe(
                    Elements.block(
                            micros, random.nextBoolean(), random.nextLong(1L << 40), sectors),
                    score);
            bits += score.operationBits + score.sizeBits + score.gapBits;
        }
        // 1 bit of operation, 3 of size, 4 of gap.
        assertThat(bits / n).isBetween(7.98, 8.1);
    }

    @Test
    void shouldCostNextToNothingWhenStreamIsConstant() {
        var function = DeviceModel.create(PredictorSettings.defaults()).newFunction();
        var score = new PredictionScore();
        for (int i = 0; i < 5_000; i++) {
            function.observe(Elements.block(100L * i, true, 8L * i, 8), score);
        }
        assertThat(score.totalBits()).isLessThan(0.05);
    }

    @Property(tries = 40)
    void shouldStayFiniteWhenStreamIsAdversarial(
            @ForAll long seed, @ForAll @IntRange(max = 5) int shape) {
        var random = new Random(seed);
        var settings = new PredictorSettings(seed, 256, 64, 4, 0.5);
        var device = DeviceModel.create(settings);
        var function = device.newFunction();
        var score = new PredictionScore();
        var candidates = new Candidates(16);
        var demand = new DemandEstimate();
        for (int i = 0; i < 2_000; i++) {
            function.observe(adversarial(random, shape, i), score);
            assertThat(score.operationBits).isBetween(0.0, 64.0);
            assertThat(score.sizeBits).isBetween(0.0, 64.0);
            assertThat(score.deltaBits).isBetween(0.0, 128.0);
            assertThat(score.gapBits).isBetween(0.0, 80.0);
            assertThat(function.remainingBurstBytes()).isBetween(0.0, 1e17);
            function.rollOut(candidates);
            for (int k = 0; k < candidates.size(); k++) {
                assertThat(candidates.probability(k)).isBetween(0f, 1f);
                assertThat(candidates.firstSector(k)).isNotNegative();
                assertThat(candidates.sectorCount(k)).isPositive();
            }
            if (i % 50 == 49) {
                function.closeWindow(demand);
                assertThat(demand.expectedCount).isBetween(0.0, 1e9);
                assertThat(demand.expectedBytes).isBetween(0.0, 1e22);
                assertThat(demand.bytesQuantile90).isBetween(0.0, 1e30);
            }
        }
        // Bounded weights and moments survive a round trip through the snapshot.
        assertThat(DeviceModel.fromBytes(settings, device.toBytes()).toBytes())
                .isEqualTo(device.toBytes());
    }

    @Test
    void shouldKeepWhatItLearnedWhenBurstOfNoisePasses() {
        var function = DeviceModel.create(PredictorSettings.defaults()).newFunction();
        double before = periodicBits(function, 0, 20_000, 2_000);
        var random = new Random(2);
        var score = new PredictionScore();
        for (int i = 0; i < 500; i++) {
            function.observe(adversarial(random, 2, i), score);
        }
        double after = periodicBits(function, 20_000, 24_000, 2_000);
        assertThat(before).isLessThan(1);
        assertThat(after).isLessThan(before + 0.3);
    }

    /** Bits per request of the last ones of a stretch of a stream with a period of 40. */
    private static double periodicBits(FunctionModel function, int from, int to, int last) {
        var score = new PredictionScore();
        double bits = 0;
        for (int i = from; i < to; i++) {
            int phase = i % 40;
            long sector = (phase * 7919L & 1023) << 6;
            function.observe(
                    Elements.block(
                            1_000_000L + 250L * i, phase % 3 != 0, sector, 8 + phase % 2 * 8),
                    score);
            bits += i >= to - last ? score.totalBits() : 0;
        }
        return bits / last;
    }

    private static TrafficElement adversarial(Random random, int shape, int i) {
        return switch (shape) {
            case 0 -> Elements.block(0, true, 0, 1);
            case 1 -> Elements.block(i, i % 2 == 0, i % 2 == 0 ? 0 : Long.MAX_VALUE / 1024, 8);
            case 2 ->
                    Elements.of(
                            KINDS.get(random.nextInt(KINDS.size())),
                            OPERATIONS.get(random.nextInt(OPERATIONS.size())),
                            random.nextLong(),
                            random.nextLong(),
                            random.nextLong());
            case 3 ->
                    Elements.of(
                            ElementKind.BLOCK,
                            Operation.READ,
                            i % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE,
                            -1L,
                            Long.MAX_VALUE);
            case 4 -> {
                // Long constant stretches that break at once.
                boolean odd = i / 400 % 2 == 1;
                yield Elements.block(odd ? i * 1_000_000L : i, odd, odd ? 1L << 40 : 8L * i, 8);
            }
            default -> Elements.block(i * 10L, true, (1L << (i % 50)), 1L << (i % 20));
        };
    }

    @Test
    void shouldGiveSameFiguresWhenRunTwice() {
        double first =
                observeAll(DeviceModel.create(SMALL).newFunction(), Elements.mixed(9, 3_000));
        double second =
                observeAll(DeviceModel.create(SMALL).newFunction(), Elements.mixed(9, 3_000));
        assertThat(first).isEqualTo(second);
    }

    @Test
    void shouldGiveSamePrefixWhenMoreFollows() {
        List<TrafficElement> all = Elements.mixed(9, 3_000);
        double alone = observeAll(DeviceModel.create(SMALL).newFunction(), all.subList(0, 1_000));
        var function = DeviceModel.create(SMALL).newFunction();
        double prefix = observeAll(function, all.subList(0, 1_000));
        observeAll(function, all.subList(1_000, 3_000));
        assertThat(prefix).isEqualTo(alone);
    }

    @Test
    void shouldShareOnlyWeightsWhenFunctionsAreOfOneDevice() {
        var device = DeviceModel.create(SMALL);
        var trained = device.newFunction();
        observeAll(trained, Elements.mixed(2, 4_000));
        double onTrainedDevice = observeAll(device.newFunction(), Elements.mixed(3, 300));
        double onFreshDevice =
                observeAll(DeviceModel.create(SMALL).newFunction(), Elements.mixed(3, 300));
        assertThat(onTrainedDevice).isLessThan(onFreshDevice);
        assertThat(device.trainedRequests()).isEqualTo(4_300);
        assertThat(trained.observedRequests()).isEqualTo(4_000);
    }

    @Test
    void shouldLoseWhenPartsAreLeftOut() {
        List<TrafficElement> elements = Elements.mixed(4, 6_000);
        double whole = bitsWithout(Ablation.NONE, elements);
        assertThat(bitsWithout(Ablation.NO_CONTEXT_MODELS, elements)).isGreaterThan(whole);
        assertThat(bitsWithout(Ablation.NO_RECURRENT_NETWORK, elements)).isNotEqualTo(whole);
        assertThat(bitsWithout(Ablation.RECURRENT_STATE_RESET, elements)).isNotEqualTo(whole);
    }

    private static double bitsWithout(Ablation ablation, List<TrafficElement> elements) {
        var device = DeviceModel.create(PredictorSettings.defaults(), ablation);
        return observeAll(device.newFunction(), elements);
    }

    @Test
    void shouldAllocateNothingWhenWarm() {
        var function = DeviceModel.create(PredictorSettings.defaults()).newFunction();
        List<TrafficElement> elements = Elements.mixed(6, 20_000);
        var score = new PredictionScore();
        var candidates = new Candidates(32);
        var demand = new DemandEstimate();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int pass = 0; pass < 3; pass++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < elements.size(); i++) {
                function.observe(elements.get(i), score);
                function.remainingBurstBytes();
                function.rollOut(candidates);
                if (i % 100 == 99) {
                    function.closeWindow(demand);
                }
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isLessThan(elements.size());
    }
}
