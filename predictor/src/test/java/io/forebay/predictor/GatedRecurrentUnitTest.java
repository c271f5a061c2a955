package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GatedRecurrentUnitTest {
    /** Codes of operation, size, delta and gap; the same as in gru_golden.py. */
    private static final int[][] REQUESTS = {
        {0, 20, 74, 120},
        {1, 21, 80, 118},
        {0, 20, 74, 121},
        {1, 25, 60, 116},
        {0, 20, 74, 120},
        {0, 33, 114, 146}
    };

    private static final int[][] NODES_ASKED = {{0}, {15, 16}, {30, 31, 32}, {158, 159}};

    private static PredictorSettings settings(int units, int steps) {
        return new PredictorSettings(1, 64, 64, units, steps, 0.01);
    }

    @Test
    void shouldMatchIndependentImplementationWhenRunForward() {
        int units = 3;
        var network = new GatedRecurrentUnit(settings(units, 8));
        fillByFormula(network.parameters());
        var tape = new RecurrentTape(units, 8);
        List<double[]> golden = GoldenFigures.rows("gru_golden.csv");
        assertThat(golden).hasSize(REQUESTS.length);
        for (int t = 0; t < REQUESTS.length; t++) {
            network.forward(tape);
            double[] expected = golden.get(t);
            int at = (t * RecurrentTape.VECTORS + 5) * units;
            for (int j = 0; j < units; j++) {
                assertThat((double) tape.vectors[at + j]).isCloseTo(expected[j], within(2e-6));
            }
            int figure = units;
            for (int head = 0; head < 4; head++) {
                for (int node : NODES_ASKED[head]) {
                    assertThat((double) network.logOdds(node))
                            .isCloseTo(expected[figure++], within(5e-6));
                }
                network.recordHead(tape, head, REQUESTS[t][head], 0);
                network.see(REQUESTS[t][head]);
            }
            network.finish(tape);
        }
    }

    private static void fillByFormula(RecurrentParameters parameters) {
        int[] firstBlocks = {
            0,
            RecurrentParameters.BIAS_BLOCK,
            RecurrentParameters.RECURRENT_BLOCK,
            RecurrentParameters.FIRST_OUTPUT_BLOCK,
            RecurrentParameters.FIRST_CHAIN_BLOCK,
            RecurrentParameters.BLOCKS
        };
        double[] scales = {0.3, 0.2, 0.5, 0.4, 0.3};
        for (int group = 0; group < scales.length; group++) {
            int end = parameters.offset(firstBlocks[group + 1]);
            for (int i = parameters.offset(firstBlocks[group]); i < end; i++) {
                parameters.values[i] = (float) (StrictMath.sin(0.37 * i) * scales[group]);
            }
        }
    }

    @Test
    void shouldMatchFiniteDifferencesWhenGradientIsComputed() {
        int units = 5;
        int steps = 6;
        var network = new GatedRecurrentUnit(settings(units, steps + 1));
        RecurrentParameters parameters = network.parameters();
        var random = new Random(4);
        for (int i = 0; i < parameters.values.length; i++) {
            parameters.values[i] = (random.nextFloat() - 0.5f) * 0.8f;
        }
        var tape = new RecurrentTape(units, steps + 1);
        for (int j = 0; j < units; j++) {
            tape.hidden[j] = random.nextFloat() - 0.5f;
        }
        double[] hidden = new double[units];
        for (int j = 0; j < units; j++) {
            hidden[j] = tape.hidden[j];
        }
        for (int[] request : REQUESTS) {
            runAndRecord(network, tape, request);
        }
        network.backward(tape);

        double[] w = new double[parameters.values.length];
        for (int i = 0; i < w.length; i++) {
            w[i] = parameters.values[i];
        }
        assertThat(groupsWithGradient(network)).isEqualTo(31);
        double epsilon = 1e-5;
        for (int i = 0; i < w.length; i++) {
            if (network.gradient()[i] == 0f && i % 97 != 0) {
                continue;
            }
            double kept = w[i];
            w[i] = kept + epsilon;
            double above = referenceLoss(parameters, w, hidden);
            w[i] = kept - epsilon;
            double below = referenceLoss(parameters, w, hidden);
            w[i] = kept;
            double numeric = (above - below) / (2 * epsilon);
            assertThat((double) network.gradient()[i])
                    .as("parameter %s", i)
                    .isCloseTo(numeric, within(2e-5 + 2e-4 * Math.abs(numeric)));
        }
    }

    /** Bit 1 for each group of parameters that has a gradient somewhere. */
    private static int groupsWithGradient(GatedRecurrentUnit network) {
        int groups = 0;
        for (int block = 0; block < RecurrentParameters.BLOCKS; block++) {
            int group = 0;
            group += block >= RecurrentParameters.BIAS_BLOCK ? 1 : 0;
            group += block >= RecurrentParameters.RECURRENT_BLOCK ? 1 : 0;
            group += block >= RecurrentParameters.FIRST_OUTPUT_BLOCK ? 1 : 0;
            group += block >= RecurrentParameters.FIRST_CHAIN_BLOCK ? 1 : 0;
            int offset = network.parameters().offset(block);
            for (int i = 0; i < network.parameters().length(block); i++) {
                if (network.gradient()[offset + i] != 0f) {
                    groups |= 1 << group;
                }
            }
        }
        return groups;
    }

    private static void runAndRecord(
            GatedRecurrentUnit network, RecurrentTape tape, int[] request) {
        network.forward(tape);
        int decisions = 0;
        for (int head = 0; head < 4; head++) {
            int code = request[head];
            for (int d = 0; d < SymbolTree.DEPTH[code]; d++) {
                int node = SymbolTree.NODE[code * SymbolTree.MAX_DEPTH + d];
                int bit = SymbolTree.BIT[code * SymbolTree.MAX_DEPTH + d];
                float error = Logistic.squash(network.logOdds(node)) - bit;
                network.record(tape, decisions++, node, error);
            }
            network.recordHead(tape, head, code, decisions);
            network.see(code);
        }
        network.finish(tape);
    }

    /** The summed cost in nats of all requests, in double precision, written out anew. */
    private static double referenceLoss(RecurrentParameters layout, double[] w, double[] start) {
        double[] h = start.clone();
        double loss = 0;
        int[] previous = {-1, -1, -1, -1};
        for (int[] request : REQUESTS) {
            h = referenceStep(layout, w, h, previous);
            double[] seen = h.clone();
            for (int head = 0; head < 4; head++) {
                int code = request[head];
                for (int d = 0; d < SymbolTree.DEPTH[code]; d++) {
                    int row = layout.output(SymbolTree.NODE[code * SymbolTree.MAX_DEPTH + d]);
                    double x = w[row + h.length];
                    for (int j = 0; j < h.length; j++) {
                        x += w[row + j] * seen[j];
                    }
                    boolean one = SymbolTree.BIT[code * SymbolTree.MAX_DEPTH + d] == 1;
                    loss += StrictMath.log1p(StrictMath.exp(one ? -x : x));
                }
                for (int j = 0; head < 3 && j < h.length; j++) {
                    seen[j] += w[layout.chain(code) + j];
                }
            }
            previous = request;
        }
        return loss;
    }

    private static double[] referenceStep(
            RecurrentParameters layout, double[] w, double[] h, int[] previous) {
        int n = h.length;
        int bias = layout.offset(RecurrentParameters.BIAS_BLOCK);
        int matrix = layout.offset(RecurrentParameters.RECURRENT_BLOCK);
        double[] in = new double[3 * n];
        double[] back = new double[3 * n];
        for (int k = 0; k < 3 * n; k++) {
            in[k] = w[bias + k];
            for (int code : previous) {
                in[k] += code < 0 ? 0 : w[layout.embedding(code) + k];
            }
            for (int j = 0; j < n; j++) {
                back[k] += w[matrix + j * 3 * n + k] * h[j];
            }
        }
        double[] next = new double[n];
        for (int j = 0; j < n; j++) {
            double reset = 1 / (1 + StrictMath.exp(-(in[j] + back[j])));
            double update = 1 / (1 + StrictMath.exp(-(in[n + j] + back[n + j])));
            double candidate =
                    StrictMath.tanh(
                            in[2 * n + j] + reset * (back[2 * n + j] + w[bias + 3 * n + j]));
            next[j] = (1 - update) * candidate + update * h[j];
        }
        return next;
    }

    @Test
    void shouldLearnAlternationWhenItSeesOneStepBack() {
        var network = new GatedRecurrentUnit(settings(8, 4));
        var tape = new RecurrentTape(8, 4);
        int[] even = {0, 20, 74, 120};
        int[] odd = {1, 21, 80, 118};
        for (int i = 0; i < 2_000; i++) {
            runAndRecord(network, tape, i % 2 == 0 ? even : odd);
        }
        network.forward(tape);
        assertThat(network.logOdds(0)).isLessThan(-2f);
        runAndRecord(network, tape, even);
        network.forward(tape);
        assertThat(network.logOdds(0)).isGreaterThan(2f);
    }
}
