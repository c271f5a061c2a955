package io.forebay.predictor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The sample block traces as elements, times in whole microseconds. */
enum SampleTraces {
    CLOUD_PHYSICS("cloudPhysicsIO.vscsi.gz"),
    POSTMARK("msr-ssdmodel-postmark-aligned2.trace.gz"),
    WSRCH("mqsim-wsrch-small.trace.gz"),
    TPCC("mqsim-tpcc-small.trace.gz");

    private static final int VSCSI_RECORD_BYTES = 32;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;

    private final String fileName;

    SampleTraces(String fileName) {
        this.fileName = fileName;
    }

    /** All requests in time order; the test is skipped where the traces are missing. */
    List<TrafficElement> read() {
        String directory = System.getProperty("forebay.data.dir", "");
        Path file = Path.of(directory, "block", fileName);
        assumeTrue(Files.isRegularFile(file), "no sample trace: file=" + file);
        byte[] bytes;
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this == CLOUD_PHYSICS ? readVscsi(bytes) : readText(new String(bytes, US_ASCII));
    }

    private static List<TrafficElement> readVscsi(byte[] bytes) {
        var elements = new ArrayList<TrafficElement>();
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + VSCSI_RECORD_BYTES <= bytes.length; at += VSCSI_RECORD_BYTES) {
            int command = in.getShort(at + 12);
            if (command == READ_10 || command == WRITE_10) {
                elements.add(
                        element(
                                "0",
                                in.getLong(at + 24),
                                command == READ_10,
                                in.getLong(at + 16),
                                in.getInt(at + 4) / 512));
            }
        }
        return elements;
    }

    private List<TrafficElement> readText(String text) {
        var elements = new ArrayList<TrafficElement>();
        double firstSeconds = Double.NaN;
        for (String line : text.lines().toList()) {
            String[] part = line.trim().split(" +", -1);
            if (part.length < 5) {
                continue;
            }
            boolean read;
            double seconds;
            if (this == POSTMARK) {
                seconds = Double.parseDouble(part[0]) / 1e3;
                read = (Integer.decode(part[4]) & 1) == 1;
            } else {
                seconds = Long.parseLong(part[0]) / 1e9;
                read = part[4].equals("1");
            }
            firstSeconds = Double.isNaN(firstSeconds) ? seconds : firstSeconds;
            long micros = (long) Math.rint((seconds - firstSeconds) * 1e6);
            elements.add(
                    element(
                            part[1],
                            micros,
                            read,
                            Long.parseLong(part[2]),
                            Long.parseLong(part[3])));
        }
        return elements;
    }

    private static TrafficElement element(
            String volume, long micros, boolean read, long sector, long sectors) {
        return TrafficElement.newBuilder()
                .setFunctionId("device/" + volume)
                .setSequence(0)
                .setEventTimeNanos(micros * 1_000)
                .setKind(ElementKind.BLOCK)
                .setOperation(read ? Operation.READ : Operation.WRITE)
                .setAddress(sector * 512)
                .setLengthBytes(sectors * 512)
                .setOrderingDomain(0)
                .setCorrelationId(0)
                .build();
    }
}
