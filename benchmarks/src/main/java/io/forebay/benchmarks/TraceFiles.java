package io.forebay.benchmarks;

import io.forebay.traces.TraceFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Writes block traces of random requests, in every format, the same for the same seed. */
final class TraceFiles {
    private static final long SEED = 42;
    private static final int SECTOR_BYTES = 512;
    private static final long MSR_START_TICKS = 128_166_372_003_061_629L;
    private static final long SYSTOR_START_SECONDS = 1_456_095_145;
    private static final int VOLUMES = 8;

    private TraceFiles() {}

    static void write(Path file, TraceFormat format, boolean isPacked, int requests)
            throws IOException {
        try (OutputStream out = open(file, isPacked)) {
            if (format == TraceFormat.SYSTOR) {
                out.write(ascii("Timestamp,Response,IOType,LUN,Offset,Size\n"));
            }
            var random = new SplittableRandom(SEED);
            long micros = 0;
            for (int i = 0; i < requests; i++) {
                micros += random.nextLong(2_000);
                var request =
                        new Request(
                                micros,
                                random.nextInt(VOLUMES),
                                random.nextInt(3) > 0,
                                random.nextLong(1L << 27) * 8,
                                8L << random.nextInt(6));
                out.write(format == TraceFormat.VSCSI ? record(request) : line(format, request));
            }
        }
    }

    private static OutputStream open(Path file, boolean isPacked) throws IOException {
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        return isPacked ? new GZIPOutputStream(out) : out;
    }

    private record Request(long micros, int volume, boolean isRead, long sector, long sectors) {
        String decimalMillis() {
            return micros / 1_000 + "." + padded(micros % 1_000, 3);
        }

        String decimalSeconds(long startSeconds) {
            return (startSeconds + micros / 1_000_000)
                    + "."
                    + padded(micros % 1_000_000, 6)
                    + "000";
        }

        private static String padded(long value, int digits) {
            String text = Long.toString(value);
            return "0".repeat(digits - text.length()) + text;
        }
    }

    private static byte[] line(TraceFormat format, Request request) {
        long offset = request.sector * SECTOR_BYTES;
        long bytes = request.sectors * SECTOR_BYTES;
        String sectors = request.volume + " " + request.sector + " " + request.sectors;
        return switch (format) {
            case MQSIM ->
                    ascii(
                            request.micros * 1_000
                                    + " "
                                    + sectors
                                    + (request.isRead ? " 1\n" : " 0\n"));
            case DISKSIM ->
                    ascii(
                            request.decimalMillis()
                                    + " "
                                    + sectors
                                    + (request.isRead ? " 1\n" : " 0\n"));
            case MSR ->
                    ascii(
                            MSR_START_TICKS
                                    + request.micros * 10
                                    + ",host,"
                                    + request.volume
                                    + (request.isRead ? ",Read," : ",Write,")
                                    + offset
                                    + ","
                                    + bytes
                                    + ",3310\n");
            case SYSTOR ->
                    ascii(
                            request.decimalSeconds(SYSTOR_START_SECONDS)
                                    + ",0.000806000,"
                                    + (request.isRead ? "R," : "W,")
                                    + request.volume
                                    + ","
                                    + offset
                                    + ","
                                    + bytes
                                    + "\n");
            case BLKPARSE ->
                    ascii(
                            "  8,"
                                    + request.volume
                                    + "    1 "
                                    + request.micros
                                    + "     "
                                    + request.decimalSeconds(0)
                                    + "  2117  Q   "
                                    + (request.isRead ? "R " : "W ")
                                    + request.sector
                                    + " + "
                                    + request.sectors
                                    + " [fio]\n");
            case VSCSI, PCAP, TLP ->
                    throw new IllegalArgumentException("not a text format: format=" + format);
        };
    }

    private static byte[] record(Request request) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .putInt((int) request.sectors * SECTOR_BYTES)
                .putInt(1)
                .putShort((short) (request.isRead ? 0x28 : 0x2a))
                .putShort((short) (1 << 8))
                .putLong(request.sector)
                .putLong(request.micros)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
