package io.forebay.traces;

import io.forebay.traces.capture.CaptureTraceReader;
import io.forebay.traces.input.DeadLetterWriter;
import io.forebay.traces.input.LineSource;
import io.forebay.traces.input.TraceInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells the format of a trace from its first bytes. */
public final class TraceFormatDetector {
    private static final int PROBE_BYTES = 4096;

    /** What the first line looks like, asked in the order of the formats. */
    private static final Map<TraceFormat, Pattern> LINES = new EnumMap<>(TraceFormat.class);

    static {
        put(TraceFormat.MSR, "\\d{17,19},[^,]*,\\d+,(Read|Write),\\d+,\\d+,\\d+");
        put(TraceFormat.SYSTOR, "(?i)Timestamp,Response,IOType,LUN,.*");
        put(TraceFormat.MQSIM, "\\d+ +\\d+ +\\d+ +\\d+ +[01]");
        put(TraceFormat.DISKSIM, "\\d+\\.\\d+ +\\d+ +\\d+ +\\d+ +(0x)?[0-9a-fA-F]+");
        put(TraceFormat.BLKPARSE, " *\\d+,\\d+ +\\d+ +\\d+ +\\d+\\.\\d+ +\\d+ +[A-Z]+ .*");
        put(
                TraceFormat.TLP,
                // Possessive: a long run of digits must not be tried in every division.
                "(?i).*TLP ?Header.*|.*HeaderLog.*"
                        + "|(\\d{1,10}\\.\\d{1,9}:\\s+)?(0x)?[0-9a-f]{2,}+([ ,]++(0x)?[0-9a-f]{2,}+)*+");
    }

    private static void put(TraceFormat format, String line) {
        LINES.put(format, Pattern.compile(line));
    }

    private TraceFormatDetector() {}

    /** The format of {@code file}, or empty when its beginning fits none. */
    public static Optional<TraceFormat> detect(Path file) throws IOException {
        byte[] head = head(file);
        if (CaptureTraceReader.isCapture(head)) {
            boolean isTlp = CaptureTraceReader.isTlpCapture(head);
            return Optional.of(isTlp ? TraceFormat.TLP : TraceFormat.PCAP);
        }
        return isVscsi(head) ? Optional.of(TraceFormat.VSCSI) : detectText(head);
    }

    private static byte[] head(Path file) throws IOException {
        // What is wrong with the file is said when it is read.
        var nowhere = new DeadLetterWriter(file.toString(), letter -> {});
        try (var in = TraceInputStream.open(Files.newInputStream(file), nowhere)) {
            return in.readNBytes(PROBE_BYTES);
        }
    }

    /** A vscsi record's version is the high byte of the 16 bits behind the command, and 1. */
    private static boolean isVscsi(byte[] head) {
        return head.length >= 32 && head[15] == 1 && head[14] == 0 && head[13] == 0;
    }

    private static Optional<TraceFormat> detectText(byte[] head) throws IOException {
        String line = firstLine(head);
        return LINES.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(line).matches())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The first line that is neither blank nor a comment. */
    private static String firstLine(byte[] head) throws IOException {
        var lines = new LineSource(new ByteArrayInputStream(head));
        while (lines.next()) {
            int length = lines.end() - lines.start();
            String line =
                    new String(lines.buffer(), lines.start(), length, StandardCharsets.ISO_8859_1)
                            .strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                return line;
            }
        }
        return "";
    }
}
