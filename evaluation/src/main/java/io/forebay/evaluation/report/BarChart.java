package io.forebay.evaluation.report;

import java.util.List;
import java.util.Objects;

/**
 * Groups of horizontal bars.
 *
 * @param values axis of the lengths
 * @param bars in the order they are drawn; bars of one group stand together
 */
public record BarChart(String title, Axis values, List<Bar> bars) implements Chart {
    /**
     * One bar.
     *
     * @param group whose bars stand together
     * @param series what has one colour in all groups
     * @param value its length
     */
    public record Bar(String group, String series, double value) {
        public Bar {
            Objects.requireNonNull(group, "group");
            Objects.requireNonNull(series, "series");
        }
    }

    public BarChart {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(values, "values");
        bars = List.copyOf(bars);
    }
}
