package io.forebay.jobs.cli;

import io.forebay.gateway.ring.RingEntry;
import io.forebay.gateway.ring.RingHeader;
import io.forebay.gateway.ring.RingReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/** Rings as tables for people. */
final class RingDumpTable implements RingDump {
    private static final double NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final PrintWriter out;
    private final boolean isOwned;

    RingDumpTable(PrintWriter out, boolean isOwned) {
        this.out = out;
        this.isOwned = isOwned;
    }

    @Override
    public void ring(Path file, RingReader.Contents contents) {
        RingHeader header = contents.header();
        long pending = contents.entries().stream().filter(e -> e.state().isPending()).count();
        line(
                "%s: generation %d, logging %s, %,d slots, %,d elements shown, %,d pending",
                header.functionId(),
                header.generation(),
                header.log().name().toLowerCase(Locale.ROOT),
                header.capacity(),
                contents.entries().size(),
                pending);
        line(
                "%6s %12s %-17s %-29s %12s %12s %-8s %-12s %18s %10s %4s %4s",
                "gen",
                "sequence",
                "state",
                "arrival",
                "start us",
                "done us",
                "kind",
                "operation",
                "address",
                "bytes",
                "asked",
                "had");
        contents.entries().forEach(entry -> row(entry, contents.isLost(entry)));
        line("");
    }

    private void row(RingEntry entry, boolean isLost) {
        if (entry.state() == RingEntry.State.TORN) {
            line(
                    "%6s %12s %-17s entry %,d of the ring was being written",
                    "", "", "TORN", entry.serial());
            return;
        }
        line(
                "%6d %12d %-17s %-29s %12s %12s %-8s %-12s %18s %10d %4s %4s",
                entry.generation(),
                entry.sequence(),
                entry.state() + (isLost ? ", LOST" : "") + (entry.servedFromPrefetch() ? " *" : ""),
                instant(entry.arrivalNanos()),
                since(
                        entry,
                        entry.serviceStartNanos(),
                        entry.state() != RingEntry.State.DEFERRED
                                && entry.state() != RingEntry.State.QUEUED),
                since(entry, entry.completedNanos(), entry.state() == RingEntry.State.COMPLETED),
                entry.kind(),
                entry.operation(),
                "0x" + Long.toHexString(entry.address()),
                entry.lengthBytes(),
                priority(entry.requestedPriority()),
                priority(entry.appliedPriority()));
    }

    private static String since(RingEntry entry, long nanos, boolean isThere) {
        return isThere
                ? String.format(
                        Locale.ROOT, "+%.1f", (nanos - entry.arrivalNanos()) / NANOS_PER_MICRO)
                : "-";
    }

    private static String priority(int priority) {
        return priority < 0 ? "-" : Integer.toString(priority);
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    @Override
    public void close() {
        out.flush();
        if (isOwned) {
            out.close();
        }
    }
}
