package io.forebay.evaluation.report;

import java.util.List;
import java.util.Objects;

/**
 * Values that belong together in an {@link XyChart}.
 *
 * @param name stands in the legend
 * @param lines whether the points are joined, in their order; else each is marked
 * @param points of which those that are not finite, and on a logarithmic axis not above 0, are left
 *     out
 */
public record Series(String name, boolean lines, List<Point> points) {
    /**
     * One value.
     *
     * @param label written beside the point, may be empty
     */
    public record Point(double x, double y, String label) {
        public Point {
            Objects.requireNonNull(label, "label");
        }
    }

    public Series {
        Objects.requireNonNull(name, "name");
        points = List.copyOf(points);
    }
}
