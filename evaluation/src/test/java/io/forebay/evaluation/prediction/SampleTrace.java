package io.forebay.evaluation.prediction;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sample block traces. */
enum SampleTrace {
    CLOUD_PHYSICS("cloudPhysicsIO.vscsi.gz", TraceFormat.VSCSI),
    POSTMARK("msr-ssdmodel-postmark-aligned2.trace.gz", TraceFormat.DISKSIM),
    WSRCH("mqsim-wsrch-small.trace.gz", TraceFormat.MQSIM),
    TPCC("mqsim-tpcc-small.trace.gz", TraceFormat.MQSIM),
    CAMBRIDGE("msr-cambridge1-sample.csv.gz", TraceFormat.MSR);

    private final String fileName;
    private final TraceFormat format;

    SampleTrace(String fileName, TraceFormat format) {
        this.fileName = fileName;
        this.format = format;
    }

    /** Reads it; the test is skipped where the traces are missing. */
    RequestTrace read(long limit) {
        Path file = Path.of(System.getProperty("forebay.data.dir", ""), "block", fileName);
        assumeTrue(Files.isRegularFile(file), "no sample trace: file=" + file);
        try {
            return RequestTrace.read(file, format, 0, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
