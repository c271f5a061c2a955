package io.forebay.jobs.run;

import io.forebay.gateway.GatewayReport;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints a run's report for people. */
public final class ReportPrinter {
    private static final int MOST_ALERTS = 12;
    private static final int MOST_FUNCTIONS = 20;
    private static final int MOST_REASONS = 10;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_KIBIBYTE = 1024;

    private final PrintWriter out;

    public ReportPrinter(PrintWriter out) {
        this.out = out;
    }

    public void print(RunReport report) {
        line("");
        line(
                "%s: %.1f s of device time at speed %s",
                report.workload(), report.deviceSeconds(), report.speed());
        if (report.failure() != null) {
            line("FAILED       %s", report.failure());
        }
        line("");
        printElements(report.elements());
        RunReport.BitsPerRequest bits = report.bitsPerRequest();
        line(
                "prediction   %.3f bits per request (operation %.3f, size %.3f, address %.3f, timing %.3f)",
                bits.total(), bits.operation(), bits.size(), bits.delta(), bits.gap());
        printPrefetch(report.prefetch());
        line(
                "buffers      %,d allocations applied; model updates %,d",
                report.commands().allocationsApplied(), report.commands().modelUpdates());
        printEdge(report.edge());
        printResponses(report.responseTimes());
        printFunctions(report.functions());
        printAlerts(report);
        printDeadLetters(report);
    }

    private void printElements(RunReport.Elements elements) {
        line(
                "elements     %,d read, %,d refused, %,d captured, %,d processed, %,d tagged",
                elements.read(),
                elements.refused(),
                elements.captured(),
                elements.processed(),
                elements.tagged());
        line(
                "tags         %,d in time, %,d late, %,d expired on the way or after the end",
                elements.taggedInTime(), elements.taggedLate(), elements.untagged());
        if (elements.missed() > 0) {
            line(
                    "missed       %,d elements: the job was too slow and the capture log had moved on",
                    elements.missed());
        }
        if (elements.clamped() > 0) {
            line("times        %,d ran backwards and were moved forward", elements.clamped());
        }
        if (elements.late() > 0) {
            line("late         %,d came after their window had closed", elements.late());
        }
    }

    private void printPrefetch(GatewayReport.Prefetch prefetch) {
        if (prefetch.demandBlocks() == 0) {
            line("prefetch     no reads that could be prefetched");
            return;
        }
        line(
                "prefetch     coverage %s, accuracy %s, net benefit %s (%,d of %,d blocks read; %,d staged, %,d wasted)",
                share(prefetch.coverage()),
                share(prefetch.accuracy()),
                share(prefetch.netBenefit()),
                prefetch.hitBlocks(),
                prefetch.demandBlocks(),
                prefetch.issuedBlocks(),
                prefetch.wastedBlocks());
    }

    private void printEdge(GatewayReport.Edge edge) {
        if (edge == null) {
            line("edge         off: priorities by tags alone");
            return;
        }
        line(
                "edge         %,d priorities given on arrival, %,d elements came before the first model; %,d models refused",
                edge.decided(), edge.undecided(), edge.modelsRefused());
    }

    private static String share(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private void printResponses(RunReport.ResponseTimes responses) {
        GatewayReport.Device with = responses.withForebay();
        GatewayReport.Device without = responses.withoutForebay();
        if (with == null || without == null || with.completed() == 0) {
            return;
        }
        line("");
        line("response time       mean        p50        p90        p99        max   (ms)");
        printResponse("with Forebay", with);
        printResponse("without", without);
    }

    private void printResponse(String name, GatewayReport.Device device) {
        line(
                "%-13s %10.3f %10.3f %10.3f %10.3f %10.3f",
                name,
                device.meanNanos() / NANOS_PER_MILLI,
                device.p50Nanos() / NANOS_PER_MILLI,
                device.p90Nanos() / NANOS_PER_MILLI,
                device.p99Nanos() / NANOS_PER_MILLI,
                device.maxNanos() / NANOS_PER_MILLI);
    }

    private void printFunctions(List<RunReport.FunctionRow> functions) {
        if (functions.isEmpty()) {
            return;
        }
        line("");
        line(
                "%-24s %10s %8s %9s %10s %10s %10s %10s",
                "function",
                "elements",
                "bits",
                "share KiB",
                "coverage",
                "mean ms",
                "p99 ms",
                "(without)");
        functions.stream()
                .limit(MOST_FUNCTIONS)
                .forEach(
                        row ->
                                line(
                                        "%-24s %,10d %8.3f %,9.0f %10s %10.3f %10.3f %10s",
                                        row.functionId(),
                                        row.captured(),
                                        row.bitsPerRequest(),
                                        row.shareBytes() / BYTES_PER_KIBIBYTE,
                                        share(row.prefetch().coverage()),
                                        row.withForebay().meanNanos() / NANOS_PER_MILLI,
                                        row.withForebay().p99Nanos() / NANOS_PER_MILLI,
                                        row.withoutForebay() == null
                                                ? "-"
                                                : String.format(
                                                        Locale.ROOT,
                                                        "%.3f",
                                                        row.withoutForebay().p99Nanos()
                                                                / NANOS_PER_MILLI)));
        more(functions.size(), MOST_FUNCTIONS, "functions");
    }

    private void printAlerts(RunReport report) {
        line("");
        line("alerts       %,d", report.alerts());
        List<RunReport.AlertRow> incidents = incidents(report.alertRows());
        incidents.stream()
                .limit(MOST_ALERTS)
                .forEach(
                        alert ->
                                line(
                                        "  %-8s %-11s %s",
                                        alert.severity(),
                                        alert.kind().equals("UNKNOWN")
                                                ? "-"
                                                : alert.kind().toLowerCase(Locale.ROOT),
                                        alert.explanation()));
        more(incidents.size(), MOST_ALERTS, "incidents");
        report.undeliveredAlerts()
                .forEach((reason, count) -> line("%,11d  not delivered: %s", count, reason));
    }

    /**
     * What is last known of each incident, in the order in which they started. Those of functions
     * that belong to an incident of their device are told by it.
     */
    static List<RunReport.AlertRow> incidents(List<RunReport.AlertRow> rows) {
        Map<String, RunReport.AlertRow> newest = new LinkedHashMap<>();
        rows.forEach(row -> newest.put(row.functionId() + "#" + row.incident(), row));
        return newest.values().stream().filter(row -> row.deviceIncident() == null).toList();
    }

    private void printDeadLetters(RunReport report) {
        line("dead letters %,d", report.deadLetters());
        report.deadLettersByReason().entrySet().stream()
                .limit(MOST_REASONS)
                .forEach(reason -> line("%,11d  %s", reason.getValue(), reason.getKey()));
        more(report.deadLettersByReason().size(), MOST_REASONS, "reasons");
        report.firstDeadLetters().stream()
                .findFirst()
                .ifPresent(
                        letter ->
                                line(
                                        "             first: %s, %s %d",
                                        letter.origin(), letter.positionUnit(), letter.position()));
    }

    private void more(int size, int shown, String what) {
        if (size > shown) {
            line("             and %,d more %s", size - shown, what);
        }
    }

    private void line(String format, Object... arguments) {
        out.println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
    }
}
