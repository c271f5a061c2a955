package io.forebay.evaluation.report;

/** A picture of figures in a {@link Section}. */
public sealed interface Chart permits XyChart, BarChart {
    /** What it shows. */
    String title();
}
