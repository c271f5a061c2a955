package io.forebay.evaluation.prediction;

import io.forebay.evaluation.report.Axis;
import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Series;
import io.forebay.evaluation.report.Table;
import io.forebay.evaluation.report.XyChart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The evaluation of prediction for people. */
public final class PredictionPage {
    private static final String ENGINE = ModelChoice.FOREBAY.label();
    private static final int CURVE_ROWS = 10;

    /** A reference this close to the engine's bits is held against its speed, too. */
    private static final double COMPARABLE = 1.10;

    private PredictionPage() {}

    /** One line: what was evaluated. */
    public static String title(PredictionFigures figures) {
        return String.format(
                Locale.ROOT,
                "prediction of %s: %,d requests, functions %,d, refused %,d, %s per function",
                figures.trace(),
                figures.requests(),
                figures.functions(),
                figures.refused(),
                figures.functionMemory());
    }

    /** Bits, speeds and curves. */
    public static List<Section> sections(PredictionFigures figures) {
        var sections = new ArrayList<Section>();
        sections.add(bits(figures));
        sections.add(curve(figures));
        return sections;
    }

    private static Section bits(PredictionFigures figures) {
        Optional<PredictionFigures.Model> reference = bestReference(figures);
        var table =
                Table.of(
                        Column.text("model"),
                        Column.text("factorisation"),
                        Column.number("bits/request", 3),
                        Column.number("op", 3),
                        Column.number("size", 3),
                        Column.number("delta", 3),
                        Column.number("gap", 3),
                        Column.number("to best reference", 3),
                        Column.count("requests/s"),
                        Column.count("cold"));
        for (PredictionFigures.Model model : figures.models()) {
            PredictionFigures.Bits bits = model.bitsPerRequest();
            table.row(
                    model.name(),
                    model.factorisation(),
                    bits.total(),
                    bits.op(),
                    bits.size(),
                    bits.delta(),
                    bits.gap(),
                    reference
                            .map(best -> bits.total() / best.bitsPerRequest().total())
                            .orElse(null),
                    model.requestsPerSecond(),
                    model.requestsPerSecondCold());
        }
        var section =
                Section.of("Bits per request")
                        .note(
                                "Each request is predicted from those before it, scored, then learned;"
                                        + " means over all requests, the cold start included.")
                        .note(
                                "requests/s: CPU time of one thread that predicts and learns, code compiled"
                                        + " (cold: the first pass).");
        speedNote(figures).ifPresent(section::note);
        return section.table(table.build()).chart(bitsAndSpeed(figures)).build();
    }

    private static XyChart bitsAndSpeed(PredictionFigures figures) {
        var references = new ArrayList<Series.Point>();
        var engines = new ArrayList<Series.Point>();
        for (PredictionFigures.Model model : figures.models()) {
            ModelChoice choice = ModelChoice.parse(model.name());
            if (choice != ModelChoice.UNIFORM) {
                String label = choice.isAblation() ? choice.shortLabel() : nameOf(model);
                var point =
                        new Series.Point(
                                model.requestsPerSecond(), model.bitsPerRequest().total(), label);
                (choice.isReference() ? references : engines).add(point);
            }
        }
        return new XyChart(
                "Bits and speed",
                Axis.logarithmic("requests/s"),
                Axis.linear("bits per request"),
                List.of(
                        new Series("engine, with and without its parts", false, engines),
                        new Series("references", false, references)));
    }

    private static String nameOf(PredictionFigures.Model model) {
        boolean twofold = ModelChoice.parse(model.name()).factorisations().size() > 1;
        return twofold ? model.name() + " " + model.factorisation() : model.name();
    }

    private static Optional<PredictionFigures.Model> engine(PredictionFigures figures) {
        return figures.models().stream().filter(model -> model.name().equals(ENGINE)).findFirst();
    }

    private static Optional<PredictionFigures.Model> bestReference(PredictionFigures figures) {
        return figures.models().stream()
                .filter(model -> ModelChoice.parse(model.name()).isReference())
                .min(Comparator.comparingDouble(model -> model.bitsPerRequest().total()));
    }

    /** How the engine's speed compares with the fastest reference that is nearly as good. */
    private static Optional<String> speedNote(PredictionFigures figures) {
        Optional<PredictionFigures.Model> engine = engine(figures);
        if (engine.isEmpty() || bestReference(figures).isEmpty()) {
            return Optional.empty();
        }
        double bits = engine.get().bitsPerRequest().total();
        return Optional.of(
                figures.models().stream()
                        .filter(model -> ModelChoice.parse(model.name()).isReference())
                        .filter(model -> model.bitsPerRequest().total() <= bits * COMPARABLE)
                        .max(Comparator.comparingDouble(PredictionFigures.Model::requestsPerSecond))
                        .map(
                                model ->
                                        String.format(
                                                Locale.ROOT,
                                                "%s has %.2f times the speed of %s, the fastest reference within 10 %% of its bits.",
                                                ENGINE,
                                                engine.get().requestsPerSecond()
                                                        / model.requestsPerSecond(),
                                                nameOf(model)))
                        .orElse("No reference comes within 10 % of the bits of " + ENGINE + "."));
    }

    private static Section curve(PredictionFigures figures) {
        var series = new ArrayList<Series>();
        for (PredictionFigures.Model model : figures.models()) {
            if (!model.name().equals(ModelChoice.UNIFORM.label())) {
                series.add(
                        new Series(
                                nameOf(model),
                                true,
                                model.curve().stream()
                                        .map(
                                                point ->
                                                        new Series.Point(
                                                                point.requests(),
                                                                point.bitsPerRequest(),
                                                                ""))
                                        .toList()));
            }
        }
        var section =
                Section.of("Bits per request over time").note("Means over the first N requests.");
        engine(figures).ifPresent(model -> section.table(curveTable(figures, model)));
        return section.chart(
                        new XyChart(
                                "Bits per request over the first N requests",
                                Axis.fromZero("requests"),
                                Axis.linear("bits per request"),
                                series))
                .build();
    }

    /** Some points of the engine's curve beside those of the best reference. */
    private static Table curveTable(PredictionFigures figures, PredictionFigures.Model engine) {
        Optional<PredictionFigures.Model> reference = bestReference(figures);
        var table =
                Table.of(
                        Column.count("requests"),
                        Column.number(ENGINE, 3),
                        Column.number(
                                reference.map(PredictionPage::nameOf).orElse("reference"), 3));
        int at = -1;
        for (int row = 1; row <= CURVE_ROWS; row++) {
            int next = pointBefore(engine.curve(), figures.requests() * row / CURVE_ROWS);
            if (next > at) {
                at = next;
                double theirs =
                        reference.isEmpty()
                                ? Double.NaN
                                : reference.get().curve().get(at).bitsPerRequest();
                PredictionFigures.CurvePoint ours = engine.curve().get(at);
                table.row(ours.requests(), ours.bitsPerRequest(), theirs);
            }
        }
        return table.build();
    }

    /** The last point of a curve up to a request; -1 when all lie behind it. */
    private static int pointBefore(List<PredictionFigures.CurvePoint> curve, long request) {
        int at = -1;
        while (at + 1 < curve.size() && curve.get(at + 1).requests() <= request) {
            at++;
        }
        return at;
    }
}
