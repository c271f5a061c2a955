package io.forebay.evaluation.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.evaluation.report.Progress;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.PredictorSettings;
import io.forebay.shaping.prefetch.PrefetchSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Predictor and policy together on recorded traces, one configuration for all. */
class ForebayFiguresTest {
    /** The engine's counters and network do not bear on reads; without them it is faster. */
    private static final PredictorSettings PREDICTOR =
            new PredictorSettings(1, 16, PredictorSettings.defaults().historyLength(), 0, 0.003);

    @ParameterizedTest
    @CsvSource({
        "VIRTUAL_DISK, 256, 0.798",
        "MAIL_SERVER, 64, 0.475",
        "MAIL_SERVER, 256, 0.503",
        "WEB_SEARCH, 64, 0.26",
        "WEB_SEARCH, 256, 0.285",
        "WEB_SEARCH, 1024, 0.285",
        "TRANSACTIONS, 64, 0",
        "TRANSACTIONS, 256, 0",
        "TRANSACTIONS, 1024, 0"
    })
    void shouldReachNetBenefit(SampleTraces sample, int bufferBlocks, double netBenefit) {
        PrefetchFigures.Policy policy = run(sample, 0, bufferBlocks);
        assertThat(policy.netBenefit()).isGreaterThanOrEqualTo(netBenefit);
    }

    @Test
    void shouldGiveTheSameFiguresWhenRunTwice() {
        assertThat(run(SampleTraces.WEB_SEARCH, 5_000, 256))
                .isEqualTo(run(SampleTraces.WEB_SEARCH, 5_000, 256));
    }

    @Test
    void shouldMatchTheEvaluationWhenRunAsAWhole() {
        var trace = SampleTraces.WEB_SEARCH.read(3_000);
        PrefetchFigures figures = PrefetchEvaluation.run(trace, 64, Progress.NONE);
        assertThat(figures.policies())
                .extracting(PrefetchFigures.Policy::name)
                .startsWith(PrefetchEvaluation.NOTHING)
                .endsWith(
                        PrefetchEvaluation.FOREBAY,
                        PrefetchEvaluation.VALUE_EVICTION,
                        PrefetchEvaluation.ORACLE);
        assertThat(figures.policies()).contains(run(SampleTraces.WEB_SEARCH, 3_000, 64));
    }

    private static PrefetchFigures.Policy run(SampleTraces sample, long limit, int bufferBlocks) {
        var trace = new BlockTrace(sample.read(limit));
        PrefetchSettings defaults = PrefetchSettings.defaults();
        var settings =
                new PrefetchSettings(
                        defaults.wasteCost(), defaults.maxBlocksPerRequest(), bufferBlocks);
        DeviceModel device = DeviceModel.create(PREDICTOR);
        return BufferReplay.run(
                PrefetchEvaluation.FOREBAY,
                trace,
                bufferBlocks,
                stream -> new ForebayRule(trace, device.newFunction(), settings),
                Progress.NONE);
    }
}
