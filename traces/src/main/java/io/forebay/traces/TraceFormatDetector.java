package io.forebay.traces;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Tells the format of a trace from its first bytes. */
public final class TraceFormatDetector {
    private static final int PROBE_BYTES = 4096;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int PCAPNG_SECTION = 0x0a0d0d0a;
    private static final int PCAP_MICROS = 0xa1b2c3d4;
    private static final int PCAP_NANOS = 0xa1b23c4d;
    private static final int FIRST_USER_LINK_TYPE = 147;
    private static final int LAST_USER_LINK_TYPE = 162;
    private static final int PCAP_LINK_TYPE_OFFSET = 20;

    private static final Pattern MSR =
            Pattern.compile("\\d{17,19},[^,]*,\\d+,(Read|Write),\\d+,\\d+,\\d+");
    private static final Pattern SYSTOR = Pattern.compile("(?i)Timestamp,Response,IOType,LUN,.*");
    private static final Pattern MQSIM = Pattern.compile("\\d+ +\\d+ +\\d+ +\\d+ +[01]");
    private static final Pattern DISKSIM =
            Pattern.compile("\\d+\\.\\d+ +\\d+ +\\d+ +\\d+ +(0x)?[0-9a-fA-F]+");
    private static final Pattern BLKPARSE =
            Pattern.compile(" *\\d+,\\d+ +\\d+ +\\d+ +\\d+\\.\\d+ +\\d+ +[A-Z]+ .*");
    private static final Pattern TLP_LINE =
            Pattern.compile(
                    "(?i).*TLP ?Header.*|.*HeaderLog.*|(0x)?[0-9a-f]{2,8}([ ,]*(0x)?[0-9a-f]{2,8})*");

    private TraceFormatDetector() {}

    /** The format of {@code file}, or empty when its beginning fits none. */
    public static Optional<TraceFormat> detect(Path file) throws IOException {
        byte[] head = head(file);
        Optional<TraceFormat> binary = detectBinary(ByteBuffer.wrap(head));
        return binary.isPresent() ? binary : detectText(head);
    }

    private static byte[] head(Path file) throws IOException {
        try (var raw = new BufferedInputStream(Files.newInputStream(file))) {
            raw.mark(2);
            boolean gzip = ((raw.read() << 8) | raw.read()) == GZIP_MAGIC;
            raw.reset();
            try (InputStream in = gzip ? new GZIPInputStream(raw) : raw) {
                return in.readNBytes(PROBE_BYTES);
            } catch (EOFException | ZipException e) {
                return new byte[0];
            }
        }
    }

    private static Optional<TraceFormat> detectBinary(ByteBuffer head) {
        if (head.limit() < 4) {
            return Optional.empty();
        }
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            head.order(order);
            int magic = head.getInt(0);
            if (magic == PCAPNG_SECTION) {
                return Optional.of(TraceFormat.PCAP);
            }
            if (magic == PCAP_MICROS || magic == PCAP_NANOS) {
                return Optional.of(carriesTlps(head) ? TraceFormat.TLP : TraceFormat.PCAP);
            }
        }
        return isVscsi(head) ? Optional.of(TraceFormat.VSCSI) : Optional.empty();
    }

    private static boolean carriesTlps(ByteBuffer head) {
        if (head.limit() < PCAP_LINK_TYPE_OFFSET + Integer.BYTES) {
            return false;
        }
        int linkType = head.getInt(PCAP_LINK_TYPE_OFFSET) & 0xffff;
        return linkType >= FIRST_USER_LINK_TYPE && linkType <= LAST_USER_LINK_TYPE;
    }

    /** A vscsi record's version is the high byte of the 16 bits behind the command, and 1. */
    private static boolean isVscsi(ByteBuffer head) {
        return head.limit() >= 32 && head.get(15) == 1 && head.get(14) == 0 && head.get(13) == 0;
    }

    private static Optional<TraceFormat> detectText(byte[] head) {
        String line =
                new String(head, StandardCharsets.ISO_8859_1)
                        .lines()
                        .map(String::strip)
                        .filter(text -> !text.isEmpty() && !text.startsWith("#"))
                        .findFirst()
                        .orElse("");
        if (MSR.matcher(line).matches()) {
            return Optional.of(TraceFormat.MSR);
        }
        if (SYSTOR.matcher(line).matches()) {
            return Optional.of(TraceFormat.SYSTOR);
        }
        if (MQSIM.matcher(line).matches()) {
            return Optional.of(TraceFormat.MQSIM);
        }
        if (DISKSIM.matcher(line).matches()) {
            return Optional.of(TraceFormat.DISKSIM);
        }
        if (BLKPARSE.matcher(line).matches()) {
            return Optional.of(TraceFormat.BLKPARSE);
        }
        return TLP_LINE.matcher(line).matches() ? Optional.of(TraceFormat.TLP) : Optional.empty();
    }
}
