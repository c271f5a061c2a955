package io.forebay.evaluation.mix;

import io.forebay.schemas.DeadLetter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes a mix of traces: each trace is cut to about 2 GB, repeated until it has 250 MB, and spread
 * over 60 seconds so that its load has no swings slower than a second; each of its streams becomes
 * a function. Integer arithmetic only, so a mix is the same everywhere.
 */
public final class MixRecipe {
    /** Length of a mix. */
    public static final long SPAN_NANOS = 60_000_000_000L;

    private static final long MOST_BYTES = 2_000_000_000L;
    private static final long FEWEST_BYTES = 250_000_000L;

    private MixRecipe() {}

    /**
     * Mixes the traces.
     *
     * @param name of the mix, for reports
     * @param deadLetters takes what cannot be used of the traces
     * @throws IOException when a trace cannot be read or has too few requests
     * @throws IllegalArgumentException when there is no trace
     */
    public static DeviceMix mix(
            String name, List<MixTrace> traces, Consumer<DeadLetter> deadLetters)
            throws IOException {
        if (traces.isEmpty()) {
            throw new IllegalArgumentException("a mix has at least one trace: traces=" + traces);
        }
        List<MixFunction> functions = new ArrayList<>();
        var all = new MixRows();
        for (MixTrace trace : traces) {
            StreamRows read = new MixTraceReader(trace, deadLetters).read();
            add(trace.name(), read.streams(), prefix(read.rows()), functions, all);
        }
        return new DeviceMix(name, SPAN_NANOS, functions, merged(all));
    }

    /** The shortest prefix that has the most bytes a trace may bring; all of a smaller trace. */
    private static MixRows prefix(MixRows rows) {
        if (rows.byteCount() <= MOST_BYTES) {
            return rows;
        }
        var prefix = new MixRows();
        long bytes = 0;
        for (int row = 0; bytes < MOST_BYTES; row++) {
            prefix.addFrom(rows, row, rows.time(row), rows.stream(row));
            bytes += rows.lengthBytes(row);
        }
        return prefix;
    }

    private static void add(
            String trace,
            List<String> streams,
            MixRows rows,
            List<MixFunction> functions,
            MixRows all) {
        long bytes = rows.byteCount();
        int copies = bytes < FEWEST_BYTES ? (int) ((FEWEST_BYTES + bytes - 1) / bytes) : 1;
        var levelled = new LevelledTimes(rows, copies, SPAN_NANOS);
        int firstFunction = functions.size();
        var requestCounts = new int[streams.size()];
        var byteCounts = new long[streams.size()];
        for (int copy = 0; copy < copies; copy++) {
            for (int row = 0; row < rows.size(); row++) {
                int stream = rows.stream(row);
                requestCounts[stream]++;
                byteCounts[stream] += rows.lengthBytes(row);
                all.addFrom(rows, row, levelled.nextNanos(), firstFunction + stream);
            }
        }
        for (int stream = 0; stream < requestCounts.length; stream++) {
            functions.add(
                    new MixFunction(
                            trace, streams.get(stream), requestCounts[stream], byteCounts[stream]));
        }
    }

    /** By time, then function; rows of one function keep their order. */
    private static MixRows merged(MixRows all) {
        var order = new Integer[all.size()];
        Arrays.setAll(order, row -> row);
        Arrays.sort(
                order, Comparator.<Integer>comparingLong(all::time).thenComparingInt(all::stream));
        var merged = new MixRows();
        for (int row : order) {
            merged.addFrom(all, row, all.time(row), all.stream(row));
        }
        return merged;
    }
}
