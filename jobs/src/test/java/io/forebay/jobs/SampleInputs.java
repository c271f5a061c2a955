package io.forebay.jobs;

import io.forebay.traces.TraceFormat;
import io.forebay.traces.capture.PcapWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small sound file of each format. */
final class SampleInputs {
    static final int RECORDS = 60;

    private static final int FRAME_BYTES = 64;
    private static final String SYSTOR_HEADER = "Timestamp,Response,IOType,LUN,Offset,Size\n";

    private SampleInputs() {}

    static byte[] of(TraceFormat format) throws IOException {
        return switch (format) {
            case VSCSI -> vscsi();
            case MSR ->
                    lines(
                            i ->
                                    (128166372003061629L + i * 9000L)
                                            + ",hm,0,"
                                            + (i % 3 == 0 ? "Write" : "Read")
                                            + ","
                                            + i * 8192L
                                            + ",8192,413");
            case SYSTOR ->
                    text(
                            SYSTOR_HEADER
                                    + new String(
                                            lines(
                                                    i ->
                                                            "1456095145.1"
                                                                    + (10_000_000 + i * 1000)
                                                                    + ",0.000806000,R,0,"
                                                                    + i * 4096L
                                                                    + ",4096"),
                                            StandardCharsets.US_ASCII));
            case MQSIM -> lines(i -> 1_000_000L * i + " " + i % 2 + " " + i * 16 + " 16 " + i % 2);
            case DISKSIM -> lines(i -> (7961 + i) + ".833 0 " + i * 8 + " 8 " + i % 2);
            case BLKPARSE ->
                    lines(
                            i ->
                                    "  8,0    1 %8d     0.%09d  4162  Q   R %d + 8 [cat]"
                                            .formatted(i + 1, i * 1000, 223_490 + i * 8));
            case PCAP -> pcap();
            case TLP -> lines(i -> "04000001 0000220f 010700%02x 9eece789".formatted(i));
        };
    }

    private static byte[] vscsi() {
        ByteBuffer records = ByteBuffer.allocate(32 * RECORDS).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < RECORDS; i++) {
            records.putInt(i).putInt(4096).putInt(1).putShort((short) 0x28).putShort((short) 0x100);
            records.putLong(8L * i).putLong(1_000_000L + 500L * i);
        }
        return records.array();
    }

    private static byte[] pcap() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new PcapWriter(bytes, PcapWriter.LINK_TYPE_ETHERNET)) {
            for (int i = 0; i < RECORDS; i++) {
                byte[] frame = new byte[FRAME_BYTES];
                frame[5] = (byte) i;
                frame[12] = 0x08;
                frame[13] = 0x06;
                writer.write(1_000_000L * i, frame);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] lines(IntFunction<String> line) {
        return text(
                IntStream.range(0, RECORDS)
                        .mapToObj(line)
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
