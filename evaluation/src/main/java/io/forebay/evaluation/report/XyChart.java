package io.forebay.evaluation.report;

import java.util.List;
import java.util.Objects;

/** Lines and marked points over two axes; no two series have the same name. */
public record XyChart(String title, Axis x, Axis y, List<Series> series) implements Chart {
    public XyChart {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(y, "y");
        series = List.copyOf(series);
        if (series.stream().map(Series::name).distinct().count() < series.size()) {
            throw new IllegalArgumentException("two series have the same name: title=" + title);
        }
    }
}
