package io.forebay.shaping.anomaly;

import java.util.Locale;

/** Puts a finding into one sentence for a person: function, figures, units. Stateless. */
final class Explanation {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private Explanation() {}

    static String of(String functionId, Finding finding, double windowNanos) {
        double observed = finding.observed();
        double expected = finding.expected();
        return functionId
                + ": "
                + switch (finding.feature()) {
                    case OPERATION_BITS ->
                            predictability("the mix of reads and writes is", observed, expected);
                    case SIZE_BITS -> predictability("request sizes are", observed, expected);
                    case ADDRESS_BITS -> predictability("addresses are", observed, expected);
                    case GAP_BITS ->
                            predictability("times between requests are", observed, expected);
                    case COUNT ->
                            "requests arrive at "
                                    + ratio(observed, expected)
                                    + " the usual rate: "
                                    + figure(observed)
                                    + " in "
                                    + duration(windowNanos)
                                    + " where "
                                    + figure(expected)
                                    + " are expected";
                    case BYTES ->
                            "traffic is "
                                    + ratio(observed, expected)
                                    + " the usual volume: "
                                    + bytes(observed)
                                    + " in "
                                    + duration(windowNanos)
                                    + " where "
                                    + bytes(expected)
                                    + " are expected";
                    case RESPONSE_NANOS ->
                            "requests take "
                                    + ratio(observed, expected)
                                    + " the usual time: "
                                    + duration(observed)
                                    + " on average where "
                                    + duration(expected)
                                    + " are expected";
                    case NEW_REGIONS ->
                            figure(observed)
                                    + " requests in "
                                    + duration(windowNanos)
                                    + " go where it has not been lately, where "
                                    + figure(expected)
                                    + " are expected";
                    case READS -> share("reads", observed, expected);
                    case OTHERS -> share("requests other than reads", observed, expected);
                    case SWAPPED ->
                            share(
                                    "requests that read where it writes or the reverse",
                                    observed,
                                    expected);
                    case LENGTH ->
                            "requests are "
                                    + ratio(observed, expected)
                                    + " the usual length: "
                                    + bytes(observed)
                                    + " on average where "
                                    + bytes(expected)
                                    + " are expected";
                    case LEAST_RESPONSE_NANOS ->
                            "the fastest answer takes "
                                    + ratio(observed, expected)
                                    + " the usual time: "
                                    + duration(observed)
                                    + " where "
                                    + duration(expected)
                                    + " is expected";
                };
    }

    static String ofSilence(
            String functionId, SilenceWatch silence, double windowNanos, double expectedCount) {
        return functionId
                + ": no requests for "
                + duration(silence.current() * windowNanos)
                + " where "
                + figure(expectedCount)
                + " are expected every "
                + duration(windowNanos)
                + "; its longest normal silence is "
                + duration(silence.longest() * windowNanos);
    }

    static String ofEnd(String functionId, double durationNanos, double peakBits) {
        return functionId
                + ": traffic is as predicted again after "
                + duration(durationNanos)
                + "; the most improbable window had "
                + figure(peakBits)
                + " bits";
    }

    private static String predictability(String subject, double observed, double expected) {
        return subject
                + (observed >= expected ? " harder" : " easier")
                + " to predict than usual: "
                + figure(observed)
                + " bits per request where "
                + figure(expected)
                + " are expected";
    }

    private static String share(String subject, double observed, double expected) {
        return figure(100 * observed)
                + " % "
                + subject
                + " where "
                + figure(100 * expected)
                + " % are expected";
    }

    private static String ratio(double observed, double expected) {
        return expected > 0 ? figure(observed / expected) + "\u00d7" : "many times";
    }

    private static String bytes(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return figure(value) + " " + BYTE_UNITS[unit];
    }

    private static String duration(double nanos) {
        if (nanos >= NANOS_PER_SECOND) {
            return figure(nanos / NANOS_PER_SECOND) + " s";
        }
        if (nanos >= NANOS_PER_MILLI) {
            return figure(nanos / NANOS_PER_MILLI) + " ms";
        }
        return figure(nanos / NANOS_PER_MICRO) + " \u00b5s";
    }

    /** About three significant digits, without an exponent. */
    private static String figure(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
