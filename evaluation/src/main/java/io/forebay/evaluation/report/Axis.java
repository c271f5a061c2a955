package io.forebay.evaluation.report;

import java.util.Objects;

/**
 * An axis of a chart.
 *
 * @param label what it shows, with the unit
 * @param logarithmic whether equal distances are equal ratios; values must then be above 0
 * @param fromZero whether it begins at 0 although all values may be far above; not on a logarithmic
 *     axis
 */
public record Axis(String label, boolean logarithmic, boolean fromZero) {
    public Axis {
        Objects.requireNonNull(label, "label");
        if (logarithmic && fromZero) {
            throw new IllegalArgumentException(
                    "a logarithmic axis cannot begin at 0: label=" + label);
        }
    }

    public static Axis linear(String label) {
        return new Axis(label, false, false);
    }

    /** A linear axis that begins at 0. */
    public static Axis fromZero(String label) {
        return new Axis(label, false, true);
    }

    public static Axis logarithmic(String label) {
        return new Axis(label, true, false);
    }
}
