package io.forebay.evaluation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.evaluation.prediction.PredictionFigures.CurvePoint;
import io.forebay.evaluation.prediction.PredictionFigures.Model;
import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Drawing;
import io.forebay.evaluation.report.HtmlPage;
import io.forebay.evaluation.report.Page;
import io.forebay.evaluation.report.Progress;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionEvaluationTest {
    private static final Set<ModelChoice> LIGHT =
            EnumSet.of(ModelChoice.FOREBAY, ModelChoice.UNIFORM, ModelChoice.ORDER_1);

    /** One pass for the figures and one for the speed. */
    private static final SpeedEffort QUICK = new SpeedEffort(0, 0, 1, 1);

    @TempDir Path directory;

    private static PredictionFigures run(RequestTrace trace, Set<ModelChoice> choices) {
        return PredictionEvaluation.run(
                trace, FunctionMemory.KIB_512, choices, QUICK, Progress.NONE);
    }

    private static List<Double> lastOfCurves(PredictionFigures figures) {
        return figures.models().stream()
                .map(model -> model.curve().get(model.curve().size() - 1).bitsPerRequest())
                .toList();
    }

    @Test
    void shouldGiveTheValueOfTheCurveWhenTheTraceIsLimited() {
        PredictionFigures whole = run(SampleTrace.TPCC.read(0), LIGHT);
        PredictionFigures limited = run(SampleTrace.TPCC.read(4_000), LIGHT);
        assertThat(limited.requests()).isEqualTo(4_000);
        assertThat(limited.models()).hasSize(4);
        for (int i = 0; i < limited.models().size(); i++) {
            Model model = limited.models().get(i);
            assertThat(whole.models().get(i).curve())
                    .as(model.name())
                    .contains(new CurvePoint(4_000, model.bitsPerRequest().total()))
                    .startsWith(model.curve().toArray(CurvePoint[]::new));
        }
    }

    @Test
    void shouldAgreeToTheLastDigitWhenRunTwice() {
        PredictionFigures once = run(SampleTrace.TPCC.read(2_500), LIGHT);
        PredictionFigures twice = run(SampleTrace.TPCC.read(2_500), LIGHT);
        assertThat(twice.models().stream().map(Model::bitsPerRequest))
                .containsExactlyElementsOf(
                        once.models().stream().map(Model::bitsPerRequest).toList());
        assertThat(lastOfCurves(twice)).isEqualTo(lastOfCurves(once));
    }

    @Test
    void shouldLeavePartsOutInAblations() {
        PredictionFigures figures =
                run(
                        SampleTrace.TPCC.read(2_000),
                        EnumSet.of(
                                ModelChoice.FOREBAY,
                                ModelChoice.NO_RECURRENT_NETWORK,
                                ModelChoice.RECURRENT_STATE_RESET,
                                ModelChoice.NO_CONTEXT_MODELS));
        assertThat(figures.models())
                .extracting(Model::name)
                .containsExactly(
                        "forebay",
                        "forebay-no-recurrent-network",
                        "forebay-recurrent-state-reset",
                        "forebay-no-context-models");
        assertThat(figures.models().stream().map(model -> model.bitsPerRequest().total()))
                .doesNotHaveDuplicates();
    }

    /** Writes what {@code lines} say of each request as a trace in MQSim's format. */
    private RequestTrace write(int requests) throws IOException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < requests; i++) {
            lines.add((i * 10_000L) + " 0 " + (i * 8L) + " 8 " + (i % 3 == 0 ? 0 : 1));
        }
        Path file = Files.write(directory.resolve("t.trace"), lines);
        return RequestTrace.read(file, TraceFormat.MQSIM, 0, 0);
    }

    @Test
    void shouldPlaceThePointsOfTheCurveIndependentlyOfItsLength() throws IOException {
        PredictionFigures figures = run(write(121_500), EnumSet.of(ModelChoice.UNIFORM));
        List<Long> at = figures.models().get(0).curve().stream().map(CurvePoint::requests).toList();
        assertThat(at)
                .hasSize(103)
                .startsWith(1_000L, 2_000L, 3_000L)
                .containsSubsequence(20_000L, 99_000L, 100_000L, 110_000L)
                .endsWith(110_000L, 120_000L, 121_500L);
    }

    @Test
    void shouldTellSpeedsAndProgress() throws IOException {
        var steps = new ArrayList<Long>();
        PredictionFigures figures =
                PredictionEvaluation.run(
                        write(2_500),
                        FunctionMemory.KIB_128,
                        EnumSet.of(ModelChoice.ORDER_0),
                        QUICK,
                        (what, done, all) -> {
                            assertThat(all).isEqualTo(2_500);
                            assertThat(done).isBetween(1L, all);
                            steps.add(done);
                        });
        assertThat(steps).startsWith(1_000L, 2_000L, 2_500L);
        assertThat(figures.functionMemory()).isEqualTo("128KiB");
        assertThat(figures.models())
                .extracting(Model::factorisation)
                .containsExactly("indep", "chain");
        assertThat(figures.models())
                .allMatch(model -> model.requestsPerSecond() > 0)
                .allMatch(model -> model.requestsPerSecondCold() > 0);
    }

    @Test
    void shouldMakeAPageOfAnyChoiceOfModels() throws IOException {
        Drawing.assumePossible();
        for (Set<ModelChoice> choices :
                List.of(
                        EnumSet.of(ModelChoice.FOREBAY),
                        EnumSet.of(ModelChoice.ORDER_0),
                        EnumSet.of(ModelChoice.UNIFORM),
                        EnumSet.of(ModelChoice.NO_CONTEXT_MODELS, ModelChoice.UNIFORM),
                        EnumSet.noneOf(ModelChoice.class))) {
            PredictionFigures figures = run(write(300), choices);
            var page =
                    new Page(PredictionPage.title(figures), "", PredictionPage.sections(figures));
            assertThat(HtmlPage.render(page)).contains("300 requests");
        }
    }

    @Test
    void shouldRefuseATraceWithoutRequests() throws IOException {
        RequestTrace empty = write(0);
        assertThatThrownBy(() -> run(empty, LIGHT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without requests");
    }

    @Test
    void shouldWarmUpBeforeTimeIsTaken() {
        assertThat(SpeedEffort.of(400_000).warmRequests()).isEqualTo(300_000);
        assertThat(SpeedEffort.of(400_000).timedRequests()).isEqualTo(100_000);
        assertThat(SpeedEffort.of(1)).extracting(SpeedEffort::timedRequests).isEqualTo(1L);
        assertThatThrownBy(() -> new SpeedEffort(0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timedRequests=0");
    }

    @Test
    void shouldNameWhatIsAllowed() {
        assertThatThrownBy(() -> ModelChoice.parse("order3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model=order3")
                .hasMessageContaining("order2, cm");
        assertThatThrownBy(() -> FunctionMemory.parse("1MiB"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("128KiB, 512KiB");
        assertThat(ModelChoice.labels()).doesNotHaveDuplicates().hasSize(10);
    }
}
