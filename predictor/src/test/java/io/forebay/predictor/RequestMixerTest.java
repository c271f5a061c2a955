package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestMixerTest {
    private static final int[] ONE_EACH = {1, 1, 1};

    private static ActiveInputs inputs(float... values) {
        var inputs = new ActiveInputs(values.length);
        for (int i = 0; i < values.length; i++) {
            inputs.add(i, values[i]);
        }
        return inputs;
    }

    @Test
    void shouldTrustTheInputThatIsRightWhenAnotherIsNoise() {
        var mixer = new RequestMixer(2, ONE_EACH, 1);
        var random = new Random(1);
        int right = 0;
        for (int i = 0; i < 4_000; i++) {
            int bit = random.nextInt(2);
            var in = inputs(bit == 1 ? 1f : -1f, random.nextBoolean() ? 2f : -2f);
            float mixed = mixer.mix(in, 0, 0, 0, 0);
            if (i >= 3_000 && mixed > 0 == (bit == 1)) {
                right++;
            }
            mixer.learn(in, bit);
        }
        assertThat(right).isGreaterThan(990);
    }

    @Test
    void shouldStayWithinBoundsWhenInputsAreAlwaysWrong() {
        var mixer = new RequestMixer(2, ONE_EACH, 1);
        for (int i = 0; i < 100_000; i++) {
            int bit = i % 2;
            var in = inputs(bit == 1 ? -11f : 11f, bit == 1 ? -8f : 8f);
            assertThat(mixer.mix(in, 0, 0, 0, 0)).isBetween(-11f, 11f);
            mixer.learn(in, bit);
        }
    }

    @Test
    void shouldLeaveOtherContextsAloneWhenOneLearns() {
        var mixer = new RequestMixer(1, new int[] {2, 2, 2}, 2);
        var in = inputs(1f);
        float before = mixer.mix(in, 1, 1, 1, 1);
        for (int i = 0; i < 100; i++) {
            mixer.mix(in, 0, 0, 0, 0);
            mixer.learn(in, 0);
        }
        assertThat(mixer.mix(in, 1, 1, 1, 1)).isEqualTo(before);
        assertThat(mixer.mix(in, 0, 0, 0, 0)).isLessThan(before);
    }
}
