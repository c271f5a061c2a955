package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class WeightRowsTest {
    private static float[] draw(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    @Property(tries = 100)
    void shouldGiveTheSameBitsAsOneByOneWhenSeveralRowsAreWorkedOnAtOnce(
            @ForAll @IntRange(min = 1, max = 19) int rowCount,
            @ForAll @IntRange(min = 1, max = 70) int length,
            @ForAll long seed) {
        var random = new Random(seed);
        var rows = new WeightRows(rowCount, length);
        rows.draw(random, 0.5f);
        float[] weights = rows.toArray();
        float[] factors = draw(random, rowCount);
        float[] gradient = draw(random, length + 3);
        float[] sums = draw(random, length);
        float[] expectedSums = sums.clone();
        float[] expectedWeights = weights.clone();
        for (int j = 0; j < rowCount; j++) {
            for (int k = 0; k < length; k++) {
                int at = j * length + k;
                expectedSums[k] += factors[j] * weights[at];
                expectedWeights[at] =
                        weights[at] * WeightRows.KEEP - 0.1f * factors[j] * gradient[k];
            }
        }

        rows.addProducts(factors, sums);
        rows.moveAll(factors, gradient, 0.1f);

        assertThat(sums).containsExactly(expectedSums);
        assertThat(rows.toArray()).containsExactly(expectedWeights);
    }

    @Property(tries = 30)
    void shouldKeepEachWeightWhenSetFromAnArray(
            @ForAll @IntRange(min = 1, max = 9) int rowCount,
            @ForAll @IntRange(min = 1, max = 9) int length,
            @ForAll long seed) {
        float[] weights = draw(new Random(seed), rowCount * length);
        var rows = new WeightRows(rowCount, length);

        rows.set(weights);

        assertThat(rows.toArray()).containsExactly(weights);
        assertThat(rows.row(rowCount - 1)[length - 1]).isEqualTo(weights[weights.length - 1]);
        float[] sums = new float[length];
        rows.addTo(sums, 0);
        assertThat(sums).containsExactly(rows.row(0));
    }
}
