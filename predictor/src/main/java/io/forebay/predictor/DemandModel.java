package io.forebay.predictor;

/**
 * Demand of a function by window: the expected count and bytes of the next one, and the bytes it
 * stays below nine times in ten.
 *
 * <p>Expected: a running mean plus the share of the last window's departure from it that past
 * departures kept. The quantile is the expectation times a factor that moves with each window: up
 * when the demand exceeded it, down a ninth as far when not, so that it is exceeded one time in ten
 * in the long run.
 */
final class DemandModel {
    private static final double SLOWEST_RATE = 1.0 / 64;
    private static final double QUANTILE = 0.9;
    private static final double SLOWEST_STEP = 0.05;
    private static final double MOST_LOG_FACTOR = 12;

    private final Series count = new Series();
    private final Series bytes = new Series();
    private long windows;
    private long countSoFar;
    private double bytesSoFar;

    /** Logarithm of the quantile over the expectation. */
    private double logFactor = 1;

    /** Mean absolute departure of the logarithm of demand from that of its quantile. */
    private double spread = 1;

    private double lastQuantile;

    /** Takes note of a request in the current window. */
    void add(long lengthBytes) {
        countSoFar++;
        bytesSoFar += Math.max(0, lengthBytes);
    }

    void closeWindow(DemandEstimate out) {
        if (windows > 0) {
            learnQuantile();
        }
        windows++;
        double rate = Math.max(1.0 / windows, SLOWEST_RATE);
        count.add((double) countSoFar, rate);
        bytes.add(bytesSoFar, rate);
        out.observedCount = countSoFar;
        out.observedBytes = (long) bytesSoFar;
        out.expectedCount = count.expected();
        out.expectedBytes = bytes.expected();
        lastQuantile = StrictMath.expm1(StrictMath.log1p(bytes.expected()) + logFactor);
        out.bytesQuantile90 = Math.max(0, lastQuantile);
        countSoFar = 0;
        bytesSoFar = 0;
    }

    private void learnQuantile() {
        double departure = StrictMath.log1p(bytesSoFar) - StrictMath.log1p(lastQuantile);
        double rate = Math.max(1.0 / (windows + 1), SLOWEST_RATE);
        spread += (Math.min(4, Math.abs(departure)) - spread) * rate;
        double step = Math.max(SLOWEST_STEP, 1.0 / windows) * Math.max(0.02, spread);
        logFactor += departure > 0 ? step * QUANTILE : -step * (1 - QUANTILE);
        logFactor = Math.max(-MOST_LOG_FACTOR, Math.min(MOST_LOG_FACTOR, logFactor));
    }

    void write(SnapshotWriter out) {
        count.write(out);
        bytes.write(out);
        out.putLong(windows);
        out.putLong(countSoFar);
        out.putDouble(bytesSoFar);
        out.putDouble(logFactor);
        out.putDouble(spread);
        out.putDouble(lastQuantile);
    }

    void read(SnapshotReader in) {
        count.read(in);
        bytes.read(in);
        windows = in.getLong();
        countSoFar = in.getLong();
        bytesSoFar = in.getDouble();
        logFactor = in.getDouble();
        spread = in.getDouble();
        lastQuantile = in.getDouble();
    }

    /** First-order autoregression around a running mean. */
    private static final class Series {
        private double mean;
        private double last;
        private double variance;
        private double covariance;

        void add(double value, double rate) {
            double before = last - mean;
            double departure = value - mean;
            variance += (departure * departure - variance) * rate;
            covariance += (departure * before - covariance) * rate;
            mean += departure * rate;
            last = value;
        }

        double expected() {
            double kept = variance > 0 ? covariance / variance : 0;
            double bounded = Math.max(0, Math.min(0.95, kept));
            return Math.max(0, mean + bounded * (last - mean));
        }

        void write(SnapshotWriter out) {
            out.putDouble(mean);
            out.putDouble(last);
            out.putDouble(variance);
            out.putDouble(covariance);
        }

        void read(SnapshotReader in) {
            mean = in.getDouble();
            last = in.getDouble();
            variance = in.getDouble();
            covariance = in.getDouble();
        }
    }
}
