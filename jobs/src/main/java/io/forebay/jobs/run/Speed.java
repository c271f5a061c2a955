package io.forebay.jobs.run;

/**
 * How fast a device's clock runs.
 *
 * @param factor against the wall clock; infinite is virtual time
 */
public record Speed(double factor) {
    public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

    public Speed {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("speed must be a number above 0, or max: " + factor);
        }
    }

    public boolean isMax() {
        return Double.isInfinite(factor);
    }

    @Override
    public String toString() {
        return isMax() ? "max" : Double.toString(factor);
    }
}
