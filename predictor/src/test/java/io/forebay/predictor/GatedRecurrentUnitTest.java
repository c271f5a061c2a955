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

    /** Nothing moves by more than the tolerances here. */
    private static final double STANDSTILL = 1e-9;

    private static GatedRecurrentUnit network(int units, double learningRate) {
        return new GatedRecurrentUnit(new PredictorSettings(1, 64, 64, units, learningRate));
    }

    private static void setInputs(RecurrentState state, int[] codes) {
        System.arraycopy(codes, 0, state.inputs, 0, codes.length);
    }

    @Test
    void shouldMatchIndependentImplementationWhenRunForward() {
        int units = 3;
        var network = network(units, STANDSTILL);
        fillByFormula(network);
        var state = new RecurrentState(units);
        List<double[]> golden = GoldenFigures.rows("gru_golden.csv");
        assertThat(golden).hasSize(REQUESTS.length);
        for (int t = 0; t < REQUESTS.length; t++) {
            network.forward(state);
            double[] expected = golden.get(t);
            for (int j = 0; j < units; j++) {
                assertThat((double) network.hidden()[j]).isCloseTo(expected[j], within(4e-3));
            }
            int figure = units;
            for (int head = 0; head < 4; head++) {
                for (int node : NODES_ASKED[head]) {
                    assertThat((double) network.logOdds(node))
                            .isCloseTo(expected[figure++], within(4e-3));
                }
                network.endHead(head, REQUESTS[t][head]);
            }
            network.finish(state);
            setInputs(state, REQUESTS[t]);
        }
    }

    /** Element i of all weights in a row is sin(0.37 i), scaled; rows of other inputs stay out. */
    private static void fillByFormula(GatedRecurrentUnit network) {
        WeightRows[] weights = weights(network);
        int[] lengths = {
            SymbolTree.CODES * network.biases.size() * 3 / 4,
            network.biases.size(),
            network.recurrent.size(),
            network.outputs.size(),
            network.chains.size()
        };
        double[] scales = {0.3, 0.2, 0.5, 0.4, 0.3};
        int first = 0;
        for (int part = 0; part < weights.length; part++) {
            float[] all = weights[part].toArray();
            for (int i = 0; i < lengths[part]; i++) {
                double x = 0.37 * (first + i);
                all[i] = (float) (StrictMath.sin(x) * scales[part]);
            }
            weights[part].set(all);
            first += lengths[part];
        }
    }

    private static WeightRows[] weights(GatedRecurrentUnit network) {
        return new WeightRows[] {
            network.embeddings, network.biases, network.recurrent, network.outputs, network.chains
        };
    }

    @Test
    void shouldMatchFiniteDifferencesWhenGradientIsComputed() {
        int units = 5;
        var network = network(units, STANDSTILL);
        var random = new Random(4);
        for (WeightRows part : weights(network)) {
            part.draw(random, 0.4f);
        }
        var state = new RecurrentState(units);
        for (int j = 0; j < units; j++) {
            state.hidden[j] = random.nextFloat() - 0.5f;
        }
        setInputs(state, REQUESTS[0]);
        runHeads(network, state, REQUESTS[1]);
        network.cellBackward(state.hidden);

        double epsilon = 1e-4;
        double largest = 0;
        for (int k = 0; k < 4 * units; k++) {
            double numeric =
                    (loss(network, state, k, epsilon) - loss(network, state, k, -epsilon))
                            / (2 * epsilon);
            largest = Math.max(largest, Math.abs(numeric));
            assertThat((double) network.gateGradient()[k])
                    .as("gate %s", k)
                    .isCloseTo(numeric, within(2e-3 + 2e-2 * Math.abs(numeric)));
        }
        assertThat(largest).isGreaterThan(0.1);
    }

    private static void runHeads(GatedRecurrentUnit network, RecurrentState state, int[] request) {
        network.forward(state);
        for (int head = 0; head < 4; head++) {
            int path = request[head] * SymbolTree.MAX_DEPTH;
            for (int d = 0; d < SymbolTree.DEPTH[request[head]]; d++) {
                int node = SymbolTree.NODE[path + d];
                network.learn(
                        node, Logistic.squash(network.logOdds(node)) - SymbolTree.BIT[path + d]);
            }
            network.endHead(head, request[head]);
        }
    }

    /** Cost in nats of the second request, in double precision, with one gate's input moved. */
    private static double loss(
            GatedRecurrentUnit network, RecurrentState state, int moved, double by) {
        double[] seen = step(network, state, moved, by);
        int n = seen.length;
        double loss = 0;
        for (int head = 0; head < 4; head++) {
            int code = REQUESTS[1][head];
            int path = code * SymbolTree.MAX_DEPTH;
            for (int d = 0; d < SymbolTree.DEPTH[code]; d++) {
                float[] row = network.outputs.row(SymbolTree.NODE[path + d]);
                double x = row[n];
                for (int j = 0; j < n; j++) {
                    x += row[j] * seen[j];
                }
                boolean one = SymbolTree.BIT[path + d] == 1;
                loss += StrictMath.log1p(StrictMath.exp(one ? -x : x));
            }
            for (int j = 0; head < 3 && j < n; j++) {
                seen[j] += network.chains.row(code)[j];
            }
        }
        return loss;
    }

    private static double[] step(
            GatedRecurrentUnit network, RecurrentState state, int moved, double by) {
        int n = state.hidden.length;
        double[] in = new double[4 * n];
        for (int k = 0; k < 4 * n; k++) {
            in[k] = network.biases.row(0)[k] + (k == moved ? by : 0);
        }
        double[] back = new double[3 * n];
        for (int k = 0; k < 3 * n; k++) {
            for (int i = 0; i < RequestSymbols.HEADS; i++) {
                in[k] += network.embeddings.row(state.inputs[i])[k];
            }
            for (int j = 0; j < n; j++) {
                back[k] += (double) network.recurrent.row(j)[k] * state.hidden[j];
            }
        }
        double[] next = new double[n];
        for (int j = 0; j < n; j++) {
            double reset = 1 / (1 + StrictMath.exp(-(in[j] + back[j])));
            double update = 1 / (1 + StrictMath.exp(-(in[n + j] + back[n + j])));
            double part = back[2 * n + j] + in[3 * n + j];
            double candidate = StrictMath.tanh(in[2 * n + j] + reset * part);
            next[j] = (1 - update) * candidate + update * state.hidden[j];
        }
        return next;
    }

    @Test
    void shouldLearnAlternationWhenItSeesOneStepBack() {
        var network = network(8, 0.01);
        var state = new RecurrentState(8);
        int[] even = {0, 20, 74, 120};
        int[] odd = {1, 21, 80, 118};
        for (int i = 0; i < 2_000; i++) {
            run(network, state, i % 2 == 0 ? even : odd);
        }
        network.forward(state);
        assertThat(network.logOdds(0)).isLessThan(-2f);
        run(network, state, even);
        network.forward(state);
        assertThat(network.logOdds(0)).isGreaterThan(2f);
    }

    private static void run(GatedRecurrentUnit network, RecurrentState state, int[] request) {
        runHeads(network, state, request);
        network.finish(state);
        setInputs(state, request);
    }

    @Test
    void shouldStayBoundedWhenErrorsAreAlwaysLargest() {
        var network = network(8, 1.0);
        var state = new RecurrentState(8);
        var random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            network.forward(state);
            for (int head = 0; head < 4; head++) {
                int code = SymbolTree.FIRST_CODE[head] + random.nextInt(16);
                int path = code * SymbolTree.MAX_DEPTH;
                for (int d = 0; d < SymbolTree.DEPTH[code]; d++) {
                    int node = SymbolTree.NODE[path + d];
                    assertThat(network.logOdds(node)).isBetween(-8f, 8f);
                    network.learn(node, random.nextBoolean() ? 1f : -1f);
                }
                network.endHead(head, code);
            }
            network.finish(state);
            for (float unit : state.hidden) {
                assertThat(unit).isBetween(-1.01f, 1.01f);
            }
        }
    }
}
