package io.forebay.traces.block;

import io.forebay.traces.TraceFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Small traces of every block format, written by rule from the same requests. */
public final class SampleTraces {
    private static final int RECORD_BYTES = 32;

    private SampleTraces() {}

    /** A trace of this many requests, without blank lines. */
    public static byte[] write(TraceFormat format, int requests) {
        return format == TraceFormat.VSCSI ? vscsi(requests) : text(format, requests, "\n");
    }

    public static byte[] text(TraceFormat format, int requests, String endOfLine) {
        var random = new SplittableRandom(11);
        var text = new StringBuilder();
        if (format == TraceFormat.SYSTOR) {
            text.append("Timestamp,Response,IOType,LUN,Offset,Size").append(endOfLine);
        }
        long micros = 7_000_000;
        for (int i = 0; i < requests; i++) {
            micros += random.nextLong(5_000);
            long sector = random.nextLong(1L << 32) * 8;
            long sectors = 8L << random.nextInt(6);
            boolean isRead = random.nextInt(3) > 0;
            text.append(line(format, micros, random.nextInt(3), isRead, sector, sectors));
            text.append(endOfLine);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String line(
            TraceFormat format, long micros, int volume, boolean isRead, long sector, long count) {
        long seconds = micros / 1_000_000;
        long rest = micros % 1_000_000;
        return switch (format) {
            case MQSIM ->
                    micros * 1_000
                            + " "
                            + volume
                            + " "
                            + sector
                            + " "
                            + count
                            + (isRead ? " 1" : " 0");
            case DISKSIM ->
                    micros / 1_000
                            + "."
                            + (1_000 + micros % 1_000 + "").substring(1)
                            + " "
                            + volume
                            + " "
                            + sector
                            + " "
                            + count
                            + (isRead ? " 1" : " 0");
            case MSR ->
                    (128_166_372_000_000_000L + micros * 10)
                            + ",host,"
                            + volume
                            + (isRead ? ",Read," : ",Write,")
                            + sector * 512
                            + ","
                            + count * 512
                            + ",331";
            case SYSTOR ->
                    String.format(
                            Locale.ROOT,
                            "14560951%02d.%06d000,0.000806000,%s,%d,%d,%d",
                            seconds,
                            rest,
                            isRead ? "R" : "W",
                            volume,
                            sector * 512,
                            count * 512);
            case BLKPARSE ->
                    String.format(
                            Locale.ROOT,
                            "  8,%d    1 %8d %5d.%06d000  2117  Q   %s %d + %d [fio]",
                            volume,
                            micros,
                            seconds,
                            rest,
                            isRead ? "R" : "W",
                            sector,
                            count);
            case VSCSI, PCAP, TLP -> throw new IllegalArgumentException("not a text format");
        };
    }

    private static byte[] vscsi(int requests) {
        var random = new SplittableRandom(11);
        ByteBuffer records = ByteBuffer.allocate(requests * RECORD_BYTES);
        long micros = 7_000_000;
        for (int i = 0; i < requests; i++) {
            micros += random.nextLong(5_000);
            int command = random.nextInt(3) > 0 ? 0x28 : 0x2a;
            putRecord(records, command, 1 << 8, 4096, random.nextLong(1L << 40), micros);
        }
        return records.array();
    }

    /** Appends one vscsi record. */
    public static void putRecord(
            ByteBuffer out, int command, int version, int lengthBytes, long block, long micros) {
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(out.position()).putInt(lengthBytes).putInt(1);
        out.putShort((short) command).putShort((short) version);
        out.putLong(block).putLong(micros);
    }

    public static byte[] gzip(byte[]... members) {
        var out = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write(member);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out.toByteArray();
    }

    /** Lines that are not blank, counted without the reader; records for vscsi. */
    public static int countRecords(TraceFormat format, byte[] trace) {
        if (format == TraceFormat.VSCSI) {
            return (trace.length + RECORD_BYTES - 1) / RECORD_BYTES;
        }
        String[] lines = new String(trace, StandardCharsets.ISO_8859_1).split("\n", -1);
        return (int)
                Arrays.stream(lines)
                        .map(
                                line ->
                                        line.endsWith("\r")
                                                ? line.substring(0, line.length() - 1)
                                                : line)
                        .filter(line -> !line.chars().allMatch(c -> c == ' ' || c == '\t'))
                        .count();
    }
}
