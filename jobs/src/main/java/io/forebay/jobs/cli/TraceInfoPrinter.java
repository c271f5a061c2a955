package io.forebay.jobs.cli;

import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints what is in a trace for people. */
final class TraceInfoPrinter {
    private static final int MOST_FUNCTIONS = 40;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private TraceInfoPrinter() {}

    static void print(TraceSummary summary, TraceFormat format, Path file, PrintWriter out) {
        line(out, "%s (%s)", file, format.label());
        line(
                out,
                "elements     %,d in %,d functions, %,d bytes",
                summary.elements(),
                summary.functions().size(),
                summary.bytes());
        if (summary.elements() > 0) {
            line(
                    out,
                    "time         %s to %s (%.3f s)",
                    instant(summary.firstEventTimeNanos()),
                    instant(summary.lastEventTimeNanos()),
                    summary.spanNanos() / (double) NANOS_PER_SECOND);
            line(
                    out,
                    "operations   %s",
                    summary.operations().entrySet().stream()
                            .map(
                                    entry ->
                                            String.format(
                                                    Locale.ROOT,
                                                    "%s %,d",
                                                    entry.getKey(),
                                                    entry.getValue()))
                            .collect(Collectors.joining(", ")));
            line(
                    out,
                    "sequential   %.1f %%; out of time order %,d",
                    100 * summary.sequentialShare(),
                    summary.outOfOrderElements());
        }
        summary.functions().entrySet().stream()
                .limit(MOST_FUNCTIONS)
                .forEach(
                        entry ->
                                line(
                                        out,
                                        "  %-32s %,12d elements %,16d bytes",
                                        entry.getKey(),
                                        entry.getValue().elements(),
                                        entry.getValue().bytes()));
        if (summary.functions().size() > MOST_FUNCTIONS) {
            line(out, "  and %,d more", summary.functions().size() - MOST_FUNCTIONS);
        }
        line(out, "dead letters %,d", summary.deadLetters());
        summary.deadLettersByReason()
                .forEach((reason, count) -> line(out, "%,11d  %s", count, reason));
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    private static void line(PrintWriter out, String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
