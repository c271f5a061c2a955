package io.forebay.shaping.alert;

import java.util.Locale;

/** Quantities for a person: three significant digits, with their unit. Stateless; any thread. */
final class Quantities {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private Quantities() {}

    static String bytes(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return figure(value) + " " + BYTE_UNITS[unit];
    }

    static String duration(double nanos) {
        if (nanos >= NANOS_PER_SECOND) {
            return figure(nanos / NANOS_PER_SECOND) + " s";
        }
        if (nanos >= NANOS_PER_MILLI) {
            return figure(nanos / NANOS_PER_MILLI) + " ms";
        }
        return figure(nanos / NANOS_PER_MICRO) + " \u00b5s";
    }

    /** About three significant digits, without an exponent. */
    static String figure(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
