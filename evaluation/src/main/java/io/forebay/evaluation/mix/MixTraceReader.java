package io.forebay.evaluation.mix;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceReader;
import io.forebay.traces.Traces;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads a trace for a mix: its reads and writes sorted by time (stable), times in whole
 * microseconds from the first; streams of fewer than 64 requests are dropped.
 */
final class MixTraceReader {
    private static final int FEWEST_REQUESTS = 64;
    private static final long SECTOR_BYTES = 512;

    /*
     * Times are rounded to microseconds as the mix was first made: from the difference of two
     * seconds as double-precision numbers, which for FILETIMEs are about two microseconds apart.
     * The checksum of the public mix depends on it.
     */
    private static final long UNIX_EPOCH_FILETIME = 116_444_736_000_000_000L;

    private record Row(double seconds, int stream, boolean isWrite, long address, long bytes) {}

    private final MixTrace trace;
    private final Consumer<DeadLetter> deadLetters;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    MixTraceReader(MixTrace trace, Consumer<DeadLetter> deadLetters) {
        this.trace = trace;
        this.deadLetters = deadLetters;
    }

    /** Reads the whole trace. */
    StreamRows read() throws IOException {
        List<Row> all = readRows();
        all.sort(Comparator.comparingDouble(Row::seconds));
        var counts = new int[names.size()];
        all.forEach(row -> counts[row.stream()]++);
        List<String> kept = new ArrayList<>();
        for (int stream = 0; stream < counts.length; stream++) {
            if (counts[stream] >= FEWEST_REQUESTS) {
                kept.add(names.get(stream));
            }
        }
        kept.sort(Comparator.comparingInt(String::length).thenComparing(name -> name));
        if (kept.isEmpty()) {
            throw new IOException(
                    "no stream of the trace has "
                            + FEWEST_REQUESTS
                            + " reads and writes: trace="
                            + trace.file());
        }
        return new StreamRows(kept, numbered(all, kept));
    }

    private MixRows numbered(List<Row> all, List<String> kept) {
        double firstOfAll = all.get(0).seconds();
        var rows = new MixRows();
        long first = 0;
        for (Row row : all) {
            int stream = kept.indexOf(names.get(row.stream()));
            if (stream >= 0) {
                long micros = (long) Math.rint((row.seconds() - firstOfAll) * 1e6);
                first = rows.size() == 0 ? micros : first;
                rows.add(micros - first, stream, row.isWrite(), row.address(), row.bytes());
            }
        }
        return rows;
    }

    private List<Row> readRows() throws IOException {
        List<Row> rows = new ArrayList<>();
        String device = Traces.deviceNameOf(trace.file());
        try (TraceReader reader = Traces.open(trace.file(), trace.format(), device, deadLetters)) {
            for (TrafficElement element = reader.next(); element != null; element = reader.next()) {
                addRow(element, rows);
            }
        }
        return rows;
    }

    private void addRow(TrafficElement element, List<Row> rows) {
        long bytes = element.getLengthBytes();
        if (bytes <= 0) {
            return;
        }
        boolean isWrite;
        switch (element.getOperation()) {
            case READ, IO_READ, CONFIG_READ -> isWrite = false;
            case FLUSH, DISCARD -> {
                return;
            }
            default -> isWrite = true;
        }
        long address = element.getAddress();
        if (element.getKind() == ElementKind.BLOCK) {
            address = address / SECTOR_BYTES * SECTOR_BYTES;
            bytes = (bytes + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
        }
        double seconds = secondsOf(trace.format(), element.getEventTimeNanos());
        rows.add(new Row(seconds, streamOf(element.getFunctionId()), isWrite, address, bytes));
    }

    private int streamOf(String functionId) {
        String name = functionId.substring(functionId.indexOf('/') + 1);
        Integer number = numbers.get(name);
        if (number == null) {
            number = names.size();
            numbers.put(name, number);
            names.add(name);
        }
        return number;
    }

    /** The trace's own time in seconds, as the nearest double of the unit that the format has. */
    private static double secondsOf(TraceFormat format, long nanos) {
        return switch (format) {
            case MSR -> filetimeSeconds(nanos / 100);
            case SYSTOR -> BigDecimal.valueOf(nanos, 9).doubleValue();
            case DISKSIM -> BigDecimal.valueOf(nanos, 6).doubleValue() / 1e3;
            case VSCSI, MQSIM, BLKPARSE, PCAP, TLP -> (double) nanos / 1e9;
        };
    }

    private static double filetimeSeconds(long ticksSince1970) {
        long ticks = ticksSince1970 + UNIX_EPOCH_FILETIME;
        return ticks / 1e7;
    }
}
