package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdamOptimizerTest {
    @Test
    void shouldMatchIndependentImplementationWhenBlocksStepApart() {
        List<double[]> golden = GoldenFigures.rows("adam_golden.csv");
        float[] w = {0.5f, -0.25f, 1f, 0.1f, 0.2f, -0.3f};
        var gradient = new float[6];
        var adam = new AdamOptimizer(w, 2);
        assertThat(golden).hasSize(12);
        for (int step = 0; step < golden.size(); step++) {
            for (int block = 0; block < 2; block++) {
                if (block == 1 && step % 3 != 0) {
                    continue;
                }
                for (int i = 0; i < 3; i++) {
                    gradient[3 * block + i] =
                            (float) (StrictMath.cos(0.9 * step + i) * (1 + block));
                }
                adam.step(block, 3 * block, 3, gradient, 1f, 0.01f);
            }
            for (int i = 0; i < w.length; i++) {
                assertThat((double) w[i]).isCloseTo(golden.get(step)[i], within(2e-6));
            }
        }
        assertThat(gradient).containsOnly(0f);
    }

    @Test
    void shouldKeepParametersBoundedWhenGradientNeverTurns() {
        float[] w = {0f};
        var adam = new AdamOptimizer(w, 1);
        var gradient = new float[1];
        for (int i = 0; i < 5_000; i++) {
            gradient[0] = -1e6f;
            adam.step(0, 0, 1, gradient, 1f, 0.1f);
        }
        assertThat(w[0]).isEqualTo(AdamOptimizer.PARAMETER_BOUND);
    }
}
