package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Nothing of a request reaches its own prediction, beyond the heads that were coded before. */
class CausalityTest {
    private static final PredictorSettings SETTINGS =
            new PredictorSettings(3, 1 << 12, 1 << 10, 8, 0.01, 2);

    private static final int SIZES = 4;
    private static final int DELTAS = 4;
    private static final int GAPS = 8;

    /** A start that no walk of these lengths leaves below 0. */
    private static final long FIRST_SECTOR = 1L << 30;

    private static int[] draw(Random random) {
        int distance = 1 + random.nextInt(DELTAS);
        return new int[] {
            random.nextInt(2),
            random.nextInt(SIZES),
            RequestSymbols.DELTA_ZERO + (random.nextBoolean() ? distance : -distance),
            1 + random.nextInt(GAPS)
        };
    }

    /** An element with the symbols given after what {@code last} saw; the rest is random. */
    private static TrafficElement element(Random random, SymbolState last, int[] symbols) {
        long sectors = within(random, symbols[RequestSymbols.SIZE]);
        int distanceClass = symbols[RequestSymbols.DELTA] - RequestSymbols.DELTA_ZERO;
        long distance = within(random, Math.abs(distanceClass) - 1);
        long sector = last.previousEnd() + (distanceClass < 0 ? -distance : distance);
        long micros = last.previousMicros() + within(random, symbols[RequestSymbols.GAP] - 1);
        return Elements.block(micros, symbols[RequestSymbols.OPERATION] == 0, sector, sectors);
    }

    /** From 2^octave to below 2^(octave + 1). */
    private static long within(Random random, int octave) {
        return (1L << octave) + random.nextInt(1 << octave);
    }

    private static double[] costs(FunctionModel function, TrafficElement element) {
        var score = new PredictionScore();
        function.observe(element, score);
        return new double[] {score.operationBits, score.sizeBits, score.deltaBits, score.gapBits};
    }

    private static SymbolState begin(FunctionModel function) {
        var last = new SymbolState();
        TrafficElement first = Elements.block(1_000, true, FIRST_SECTOR, 8);
        costs(function, first);
        last.advance(first);
        return last;
    }

    @Test
    void shouldCostNoHeadLessThanItsEntropyWhenSymbolsAreIndependent() {
        var random = new Random(17);
        var function = DeviceModel.create(SETTINGS).newFunction();
        SymbolState last = begin(function);
        int n = 20_000;
        double[] sums = new double[RequestSymbols.HEADS];
        for (int i = 0; i < n; i++) {
            TrafficElement element = element(random, last, draw(random));
            double[] costs = costs(function, element);
            last.advance(element);
            Arrays.setAll(sums, head -> sums[head] + costs[head]);
        }
        // All symbols of a head are as likely, so what luck can gain is far below 0.03 bits.
        double[] entropies = {1, 2, 3, 3};
        for (int head = 0; head < RequestSymbols.HEADS; head++) {
            assertThat(sums[head] / n)
                    .as("bits of head " + head)
                    .isBetween(entropies[head] - 0.03, entropies[head] + 0.15);
        }
    }

    @Test
    void shouldCostTheSameUpToTheFirstDifferenceWhenRequestsDiffer() {
        var random = new Random(23);
        var device = DeviceModel.create(SETTINGS);
        var function = device.newFunction();
        SymbolState last = begin(function);
        for (int round = 0; round < 120; round++) {
            for (int i = 0; i < 20; i++) {
                // Runs and repetitions, so that every context and guess has a say.
                int[] symbols = draw(i % 4 == 0 ? random : new Random(i));
                symbols[RequestSymbols.DELTA] =
                        i % 3 == 0 ? RequestSymbols.DELTA_ZERO + 1 : symbols[RequestSymbols.DELTA];
                TrafficElement element = element(random, last, symbols);
                costs(function, element);
                last.advance(element);
            }
            int[] symbols = draw(random);
            double[] costs = costsOfCopy(device, function, element(random, last, symbols));
            for (int head = 0; head < RequestSymbols.HEADS; head++) {
                int[] twin = draw(random);
                System.arraycopy(symbols, 0, twin, 0, head + 1);
                double[] twinCosts = costsOfCopy(device, function, element(random, last, twin));
                assertThat(Arrays.copyOf(twinCosts, head + 1))
                        .as("costs of %s and %s", Arrays.toString(symbols), Arrays.toString(twin))
                        .isEqualTo(Arrays.copyOf(costs, head + 1));
            }
        }
    }

    private static double[] costsOfCopy(
            DeviceModel device, FunctionModel function, TrafficElement element) {
        var copy = DeviceModel.fromBytes(SETTINGS, device.toBytes());
        return costs(copy.functionFromBytes(function.toBytes()), element);
    }

    @Test
    void shouldCostTheSameWhenForecastsAreAskedForOrNot() {
        var random = new Random(29);
        var asked = DeviceModel.create(SETTINGS).newFunction();
        var unasked = DeviceModel.create(SETTINGS).newFunction();
        var burst = new BurstEstimate();
        var gap = new GapEstimate();
        var candidates = new Candidates(16);
        for (TrafficElement element : Elements.mixed(31, 2_000)) {
            assertThat(costs(asked, element)).isEqualTo(costs(unasked, element));
            asked.remainingBurst(burst);
            asked.forecastGap(gap);
            asked.rollOut(random.nextBoolean(), candidates);
            int[] symbols = draw(random);
            asked.probabilityOf(symbols, RequestSymbols.GAP, symbols[RequestSymbols.GAP]);
        }
        var unaskedGap = new GapEstimate();
        unasked.forecastGap(unaskedGap);
        asked.forecastGap(gap);
        assertThat(unaskedGap.probabilities).isEqualTo(gap.probabilities);
        assertThat(unaskedGap.quantileMicros).isEqualTo(gap.quantileMicros);
        assertThat(unasked.remainingBurstBytes()).isEqualTo(asked.remainingBurstBytes());
    }

    @Test
    void shouldGoOnTheSameWhenRestoredAtAnyTimeWithAnyTraffic() {
        var random = new Random(37);
        var device = DeviceModel.create(SETTINGS);
        var function = device.newFunction();
        ElementKind[] kinds = {ElementKind.BLOCK, ElementKind.TLP, ElementKind.ETHERNET};
        Operation[] operations = {
            Operation.READ, Operation.WRITE, Operation.COMPLETION, Operation.FRAME
        };
        var restoredDevice = DeviceModel.create(SETTINGS);
        var restored = restoredDevice.newFunction();
        long nanos = 0;
        for (int i = 0; i < 3_000; i++) {
            if (random.nextInt(60) == 0) {
                restoredDevice = DeviceModel.fromBytes(SETTINGS, restoredDevice.toBytes());
                restored = restoredDevice.functionFromBytes(restored.toBytes());
            }
            nanos += random.nextInt(5) == 0 ? random.nextInt(50_000_000) : random.nextInt(100_000);
            TrafficElement element =
                    Elements.of(
                            kinds[random.nextInt(8) % kinds.length],
                            operations[random.nextInt(operations.length)],
                            nanos,
                            (long) random.nextInt(1 << 12) << 12,
                            1L << random.nextInt(17));
            assertThat(outputs(restored, element, i)).isEqualTo(outputs(function, element, i));
        }
        assertThat(restored.toBytes()).isEqualTo(function.toBytes());
        assertThat(restoredDevice.toBytes()).isEqualTo(device.toBytes());
    }

    /** Everything that can be asked after an element. */
    private static double[] outputs(FunctionModel function, TrafficElement element, int number) {
        var burst = new BurstEstimate();
        var gap = new GapEstimate();
        var candidates = new Candidates(16);
        var demand = new DemandEstimate();
        double[] costs = costs(function, element);
        function.remainingBurst(burst);
        function.forecastGap(gap);
        function.rollOut(number / 500 % 2 == 0, candidates);
        if (number % 9 == 0) {
            function.closeWindow(demand);
        }
        var all = DoubleStream.builder();
        Arrays.stream(costs).forEach(all);
        for (int i = 0; i < BurstEstimate.CLASSES; i++) {
            all.add(burst.probability(i));
        }
        Arrays.stream(gap.probabilities).forEach(all);
        Arrays.stream(gap.quantileMicros).forEach(all);
        all.add(gap.expectedMicros);
        for (int i = 0; i < candidates.size(); i++) {
            all.add((double) candidates.firstSector(i));
            all.add(candidates.sectorCount(i));
            all.add(candidates.probability(i));
        }
        all.add(demand.expectedCount).add(demand.expectedBytes).add(demand.idleProbability);
        Arrays.stream(demand.countQuantiles).forEach(all);
        Arrays.stream(demand.bytesQuantiles).forEach(all);
        all.add(demand.countBits).add(demand.bytesBits);
        return all.build().toArray();
    }
}
