package io.forebay.benchmarks;

import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceReader;
import io.forebay.traces.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** How many requests a second are read from a block trace, packed and not? */
public class TraceReaderBenchmark extends BenchmarkBase {
    private static final int REQUESTS = 200_000;

    @Param({"VSCSI", "MSR", "SYSTOR", "MQSIM", "DISKSIM", "BLKPARSE"})
    TraceFormat format;

    @Param({"false", "true"})
    boolean isPacked;

    int requests = REQUESTS;
    private Path file;

    @Setup
    public void writeTrace() throws IOException {
        file = Files.createTempFile("forebay-", ".trace");
        TraceFiles.write(file, format, isPacked, requests);
    }

    @TearDown
    public void deleteTrace() throws IOException {
        Files.delete(file);
    }

    /** Reads the whole file; the result keeps the reading from being optimised away. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public long read() throws IOException {
        long sum = 0;
        long count = 0;
        try (TraceReader reader = Traces.open(file, format, "device", this::refuse)) {
            for (TrafficElement e = reader.next(); e != null; e = reader.next()) {
                sum += e.getAddress() ^ e.getEventTimeNanos();
                count++;
            }
        }
        if (count != requests) {
            throw new IllegalStateException("requests are missing: count=" + count);
        }
        return sum;
    }

    private void refuse(Object deadLetter) {
        throw new IllegalStateException("the trace is damaged: " + deadLetter);
    }
}
