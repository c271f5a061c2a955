package io.forebay.shaping.prefetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A request of a recorded block trace; times from the beginning of the trace. */
record BlockRequest(String volume, long micros, boolean read, long sector, int sectors) {
    private static final int VSCSI_RECORD_BYTES = 32;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;

    /** Requests of a vscsi file; the test is skipped where the sample data is missing. */
    static List<BlockRequest> readVscsi(String fileName) {
        byte[] bytes = unpack(fileName);
        var requests = new ArrayList<BlockRequest>();
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + VSCSI_RECORD_BYTES <= bytes.length; at += VSCSI_RECORD_BYTES) {
            int command = in.getShort(at + 12);
            if (command == READ_10 || command == WRITE_10) {
                requests.add(
                        new BlockRequest(
                                "0",
                                in.getLong(at + 24),
                                command == READ_10,
                                in.getLong(at + 16),
                                in.getInt(at + 4) / 512));
            }
        }
        return requests;
    }

    /** Requests of a file with lines {@code time volume sector sectors flags}, bit 0 set = read. */
    static List<BlockRequest> readText(String fileName, double microsPerUnit) {
        var requests = new ArrayList<BlockRequest>();
        new String(unpack(fileName), US_ASCII)
                .lines()
                .map(line -> line.strip().split(" +", -1))
                .filter(part -> part.length >= 5)
                .forEach(
                        part ->
                                requests.add(
                                        new BlockRequest(
                                                part[1],
                                                (long)
                                                        (Double.parseDouble(part[0])
                                                                * microsPerUnit),
                                                (Integer.decode(part[4]) & 1) == 1,
                                                Long.parseLong(part[2]),
                                                Integer.parseInt(part[3]))));
        return requests;
    }

    private static byte[] unpack(String fileName) {
        Path file = Path.of(System.getProperty("forebay.data.dir", ""), "block", fileName);
        assumeTrue(Files.isRegularFile(file), "no sample trace: file=" + file);
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
