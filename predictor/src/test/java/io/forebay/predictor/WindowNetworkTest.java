package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WindowNetworkTest {
    private static final int WINDOWS = 12;
    private static final int UNIT_WEIGHTS = 2 * WindowNetwork.INPUTS;

    private static float[] hiddenAfter(int changedWeight, float change, boolean forgetful) {
        var network = new WindowNetwork(forgetful);
        network.weights()[changedWeight] += change;
        var random = new Random(4);
        for (int i = 0; i < WINDOWS; i++) {
            network.advance(inputs(random));
        }
        return network.hidden.clone();
    }

    private static float[] inputs(Random random) {
        var inputs = new float[WindowNetwork.INPUTS];
        inputs[0] = 1;
        for (int i = 1; i < inputs.length; i++) {
            inputs[i] = random.nextFloat();
        }
        return inputs;
    }

    @Test
    void shouldCarryExactGradientWhenManyWindowsPassed() {
        var network = new WindowNetwork(false);
        var random = new Random(4);
        for (int i = 0; i < WINDOWS; i++) {
            network.advance(inputs(random));
        }
        float step = 1f / 64;
        for (int w = 0; w < network.traces().length; w++) {
            int unit = w / UNIT_WEIGHTS;
            float up = hiddenAfter(w, step, false)[unit];
            float down = hiddenAfter(w, -step, false)[unit];
            double difference = (up - down) / (2 * step);
            assertThat((double) network.traces()[w]).isCloseTo(difference, within(2e-3));
        }
    }

    @Test
    void shouldSeeTheLastWindowOnlyWhenForgetful() {
        var forgetful = new WindowNetwork(true);
        var random = new Random(4);
        for (int i = 0; i < WINDOWS; i++) {
            forgetful.advance(inputs(random));
        }
        var fresh = new WindowNetwork(true);
        random = new Random(4);
        float[] last = null;
        for (int i = 0; i < WINDOWS; i++) {
            last = inputs(random);
        }
        fresh.advance(last);
        assertThat(forgetful.hidden).isEqualTo(fresh.hidden);
        assertThat(hiddenAfter(0, 0, false)).isNotEqualTo(fresh.hidden);
    }

    @Property(tries = 50)
    void shouldStayBoundedWhenGradientsAreAny(@ForAll float[] gradients, @ForAll long seed) {
        var network = new WindowNetwork(false);
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            network.advance(inputs(random));
            for (int unit = 0; unit < WindowNetwork.UNITS; unit++) {
                float gradient = gradients.length == 0 ? 1e6f : gradients[i % gradients.length];
                network.gradient[unit] += Math.max(-1e9f, Math.min(1e9f, gradient));
            }
            network.learn();
            for (float value : network.hidden) {
                assertThat(value).isBetween(-1f, 1f);
            }
        }
        for (float weight : network.weights()) {
            assertThat(weight).isBetween(-8f, 8f);
        }
    }
}
