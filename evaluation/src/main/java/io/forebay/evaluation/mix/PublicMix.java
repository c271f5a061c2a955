package io.forebay.evaluation.mix;

import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mix of the public sample block traces on which policies are compared. */
public final class PublicMix {
    /** Its name in reports. */
    public static final String NAME = "PUBLIC-L";

    private static final String CHECKSUM =
            "58d0cc2522aa3a6d9d7f664b2519a47ff47cc72293377f6acb3518b8fb0fccdb";

    private record Source(String name, String fileName, TraceFormat format) {}

    private static final List<Source> SOURCES =
            List.of(
                    new Source("cloudPhysics", "cloudPhysicsIO.vscsi.gz", TraceFormat.VSCSI),
                    new Source(
                            "postmark",
                            "msr-ssdmodel-postmark-aligned2.trace.gz",
                            TraceFormat.DISKSIM),
                    new Source("wsrch", "mqsim-wsrch-small.trace.gz", TraceFormat.MQSIM),
                    new Source("tpcc", "mqsim-tpcc-small.trace.gz", TraceFormat.MQSIM),
                    new Source("hm_0", "msr-cambridge1-sample.csv.gz", TraceFormat.MSR),
                    new Source("systor17", "systor17-traces-sample.csv.gz", TraceFormat.SYSTOR));

    private PublicMix() {}

    /**
     * Builds the mix from the traces in a directory.
     *
     * @throws IOException when a trace is missing, cannot be read, or is not the one the figures
     *     were published for
     */
    public static DeviceMix build(Path directory) throws IOException {
        List<MixTrace> traces = new ArrayList<>();
        for (Source source : SOURCES) {
            Path file = directory.resolve(source.fileName());
            if (!Files.isRegularFile(file)) {
                throw new IOException("a trace of the public mix is missing: file=" + file);
            }
            traces.add(new MixTrace(source.name(), file, source.format()));
        }
        DeviceMix mix = MixRecipe.mix(NAME, traces, deadLetter -> {});
        String checksum = MixCsv.checksum(mix);
        if (!checksum.equals(CHECKSUM)) {
            throw new IOException(
                    "the traces do not give the public mix, so no figure would compare: directory="
                            + directory
                            + ", sha256="
                            + checksum
                            + ", expected="
                            + CHECKSUM);
        }
        return mix;
    }
}
