package io.forebay.evaluation.prefetch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sample block traces; a test is skipped where they are missing. */
enum SampleTraces {
    VIRTUAL_DISK("cloudPhysicsIO.vscsi.gz", TraceFormat.VSCSI, 1),
    MAIL_SERVER("msr-ssdmodel-postmark-aligned2.trace.gz", TraceFormat.DISKSIM, 0),
    WEB_SEARCH("mqsim-wsrch-small.trace.gz", TraceFormat.MQSIM, 0),
    TRANSACTIONS("mqsim-tpcc-small.trace.gz", TraceFormat.MQSIM, 0);

    private final String file;
    private final TraceFormat format;
    private final long shiftSectors;

    SampleTraces(String file, TraceFormat format, long shiftSectors) {
        this.file = file;
        this.format = format;
        this.shiftSectors = shiftSectors;
    }

    static SampleTraces ofFile(String file) {
        for (SampleTraces trace : values()) {
            if (trace.file.equals(file)) {
                return trace;
            }
        }
        throw new IllegalArgumentException("no such sample: file=" + file);
    }

    /** The first requests of the trace, 0 for all. */
    RequestTrace read(long limit) {
        Path path = Path.of(System.getProperty("forebay.data.dir", ""), "block", file);
        assumeTrue(Files.isRegularFile(path), "no sample trace: file=" + path);
        try {
            return RequestTrace.read(path, format, shiftSectors, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
