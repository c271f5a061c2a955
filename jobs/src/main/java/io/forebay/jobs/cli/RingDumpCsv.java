package io.forebay.jobs.cli;

import io.forebay.gateway.ring.RingEntry;
import io.forebay.gateway.ring.RingReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Rings as comma-separated values, one line an entry. */
final class RingDumpCsv implements RingDump {
    private static final String HEADER =
            "functionId,serial,generation,sequence,state,lost,arrivalNanos,serviceStartNanos,"
                    + "completedNanos,kind,operation,address,lengthBytes,orderingDomain,"
                    + "correlationId,trafficClass,relaxedOrdering,requestedPriority,"
                    + "appliedPriority,servedFromPrefetch";

    private final PrintWriter out;
    private final boolean isOwned;

    RingDumpCsv(PrintWriter out, boolean isOwned) {
        this.out = out;
        this.isOwned = isOwned;
        out.println(HEADER);
    }

    @Override
    public void ring(Path file, RingReader.Contents contents) {
        String id = quoted(contents.header().functionId());
        for (RingEntry entry : contents.entries()) {
            List<?> fields =
                    entry.state() == RingEntry.State.TORN
                            ? torn(id, entry)
                            : fields(id, entry, contents.isLost(entry));
            out.println(String.join(",", fields.stream().map(String::valueOf).toList()));
        }
    }

    /** Of a torn entry, only its place is known. */
    private static List<?> torn(String id, RingEntry entry) {
        return List.of(
                id,
                entry.serial(),
                "",
                "",
                entry.state(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "");
    }

    private static List<?> fields(String id, RingEntry entry, boolean isLost) {
        return List.of(
                id,
                entry.serial(),
                entry.generation(),
                entry.sequence(),
                entry.state(),
                isLost,
                entry.arrivalNanos(),
                entry.serviceStartNanos(),
                entry.completedNanos(),
                entry.kind(),
                entry.operation(),
                Long.toUnsignedString(entry.address()),
                entry.lengthBytes(),
                entry.orderingDomain(),
                entry.correlationId(),
                entry.trafficClass(),
                entry.relaxedOrdering(),
                entry.requestedPriority(),
                entry.appliedPriority(),
                entry.servedFromPrefetch());
    }

    private static String quoted(String text) {
        return text.indexOf(',') < 0 && text.indexOf('"') < 0
                ? text
                : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        out.flush();
        if (isOwned) {
            out.close();
        }
    }
}
