package io.forebay.benchmarks.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.predictor.FunctionModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildComparisonTest {
    @TempDir private Path nothing;

    private static Path predictor() throws Exception {
        return Path.of(
                FunctionModel.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void shouldFindSamePredictionsWhenBuildIsComparedWithItself() throws Exception {
        try (var base = PredictorBuild.open(predictor());
                var change = PredictorBuild.open(predictor())) {
            List<BuildComparison.Figures> figures =
                    new BuildComparison(List.of(base.newRun(), change.newRun())).run(3, 4, 500);
            assertThat(figures).hasSize(2);
            assertThat(figures.get(0).ratio()).isEqualTo(1);
            assertThat(figures.get(1).ratio()).isPositive();
            assertThat(figures.get(0).bitsPerElement())
                    .isPositive()
                    .isEqualTo(figures.get(1).bitsPerElement());
        }
    }

    @Test
    void shouldLoadPredictorOfEachBuildApart() throws Exception {
        String name = FunctionModel.class.getName();
        try (var base = PredictorBuild.open(predictor());
                var change = PredictorBuild.open(predictor())) {
            assertThat(base.loadClass(name))
                    .isNotSameAs(change.loadClass(name))
                    .isNotSameAs(FunctionModel.class);
        }
    }

    @Test
    void shouldRefuseWhatIsNoBuild() throws Exception {
        assertThatThrownBy(() -> PredictorBuild.open(nothing.resolve("gone")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gone");
        try (var empty = PredictorBuild.open(nothing)) {
            assertThatThrownBy(empty::newRun)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another interface");
        }
        assertThatThrownBy(() -> BuildComparison.main(new String[] {"0", "4", "a", "b"}))
                .hasMessageContaining("FUNCTIONS")
                .hasMessageContaining("from 1");
    }
}
