package io.forebay.evaluation.anomaly.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.evaluation.report.Progress;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import io.forebay.traces.TraceReader;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InjectorTest {
    private static final WindowGrid GRID = new WindowGrid(100);
    private static final long SECONDS = 80;

    private static List<TrafficElement> elements;
    private static TrafficProfile profile;

    @BeforeAll
    static void generate() throws IOException {
        elements = new ArrayList<>();
        try (TraceReader reader = SyntheticWorkloads.open("strided", "dev", 1)) {
            TrafficElement element = reader.next();
            long start = element.getEventTimeNanos();
            while (element.getEventTimeNanos() - start < SECONDS * 1_000_000_000) {
                elements.add(element);
                element = reader.next();
            }
        }
        profile = TrafficProfile.of(elements, GRID);
    }

    @ParameterizedTest
    @EnumSource(AnomalyShape.class)
    void shouldInjectTheSameForTheSameSeed(AnomalyShape shape) {
        InjectedTrace first = injector().inject(shape, 7);

        assertThat(injector().inject(shape, 7)).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(AnomalyShape.class)
    void shouldChangeNothingInTheFirstHalfNorTheTraceItself(AnomalyShape shape) {
        List<TrafficElement> before = List.copyOf(elements);
        int hash = elements.hashCode();

        InjectedTrace trace = injector().inject(shape, 7);

        assertThat(elements).isEqualTo(before).hasSameHashCodeAs(hash);
        assertThat(firstHalf(trace.elements())).isEqualTo(firstHalf(elements));
        assertThat(trace.elements())
                .isSortedAccordingTo(Comparator.comparingLong(TrafficElement::getEventTimeNanos));
    }

    @ParameterizedTest
    @EnumSource(
            value = AnomalyShape.class,
            names = {"SCAN", "BURST", "STALL", "SIZE_SHIFT", "OPERATION_FLIP"})
    void shouldChangeOnlyWhatItSays(AnomalyShape shape) {
        InjectedTrace trace = injector().inject(shape, 7);

        assertThat(trace.injections()).isNotEmpty();
        assertThat(outside(trace.elements(), trace)).isEqualTo(outside(elements, trace));
        List<TrafficElement> changed = inside(trace.elements(), trace);
        List<TrafficElement> usual = inside(elements, trace);
        switch (shape) {
            case STALL -> assertThat(changed).isEmpty();
            case SCAN, BURST -> assertThat(changed).hasSizeGreaterThan(2 * usual.size());
            case SIZE_SHIFT ->
                    assertThat(changed.stream().mapToLong(TrafficElement::getLengthBytes).sum())
                            .isGreaterThan(
                                    usual.stream().mapToLong(TrafficElement::getLengthBytes).sum());
            default -> assertThat(reads(changed) + reads(usual)).isEqualTo((long) usual.size());
        }
    }

    @Test
    void shouldAnswerLaterOnlyWhileLatencyRises() {
        InjectedTrace trace = injector().inject(AnomalyShape.LATENCY_RISE, 7);
        Map<String, List<PredictionError>> windows = WindowReplay.windows(trace, GRID);
        Injection injection = trace.injections().get(0);

        double slow = 0;
        double usual = 0;
        for (PredictionError window : windows.get(injection.functionId())) {
            if (window.getCompletionCount() == 0) {
                continue;
            }
            double mean = window.getResponseNanosSum() / (double) window.getCompletionCount();
            if (window.getWindowStartNanos() < profile.middleNanos()) {
                usual = Math.max(usual, mean);
            } else if (window.getWindowStartNanos() > injection.startNanos()
                    && window.getWindowEndNanos() < injection.endNanos()) {
                slow = Math.max(slow, mean);
            }
        }
        assertThat(slow).isGreaterThan(10 * usual);
    }

    @Test
    void shouldCountEveryElementInOneWindow() {
        Map<String, List<PredictionError>> windows =
                WindowReplay.windows(new InjectedTrace(elements, List.of()), GRID);

        long counted =
                windows.values().stream()
                        .flatMap(List::stream)
                        .mapToLong(PredictionError::getElementCount)
                        .sum();
        assertThat(counted).isEqualTo(elements.size());
    }

    @Test
    void shouldReportEveryDetectorOnTheSameAnomalies() {
        InjectionFigures figures =
                InjectionEvaluation.run("strided", elements, GRID, 3, 1, Progress.NONE);

        assertThat(figures.rows())
                .extracting(InjectionFigures.Row::detector)
                .containsExactly(
                        "forebay",
                        "static threshold",
                        "EWMA k sigma",
                        "windowedGaussian",
                        "randomCutForest");
        assertThat(figures.rows())
                .extracting(InjectionFigures.Row::injected)
                .containsOnly(figures.rows().get(0).injected());
        assertThat(figures.rows().get(0).injected()).isPositive();
        assertThat(InjectionPage.sections(figures)).hasSize(2);
        assertThat(InjectionEvaluation.run("strided", elements, GRID, 3, 1, Progress.NONE))
                .isEqualTo(figures);
    }

    private static Injector injector() {
        return new Injector(elements, profile, 2);
    }

    private static List<TrafficElement> firstHalf(List<TrafficElement> trace) {
        return trace.stream()
                .filter(element -> element.getEventTimeNanos() < profile.middleNanos())
                .toList();
    }

    private static List<TrafficElement> outside(
            List<TrafficElement> trace, InjectedTrace injected) {
        return trace.stream().filter(element -> !isInside(element, injected)).toList();
    }

    private static List<TrafficElement> inside(List<TrafficElement> trace, InjectedTrace injected) {
        return trace.stream().filter(element -> isInside(element, injected)).toList();
    }

    private static boolean isInside(TrafficElement element, InjectedTrace injected) {
        return injected.injections().stream()
                .anyMatch(
                        injection ->
                                injection.covers(
                                        element.getFunctionId(), element.getEventTimeNanos()));
    }

    private static long reads(List<TrafficElement> trace) {
        return trace.stream().filter(element -> element.getOperation() == Operation.READ).count();
    }
}
