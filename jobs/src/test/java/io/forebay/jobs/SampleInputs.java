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
import java.util.zip.GZIPOutputStream;

/** A small sound file of each format, and of each form a format comes in. */
enum SampleInputs {
    VSCSI(TraceFormat.VSCSI),
    MSR(TraceFormat.MSR),
    SYSTOR(TraceFormat.SYSTOR),
    MQSIM(TraceFormat.MQSIM),
    DISKSIM(TraceFormat.DISKSIM),
    BLKPARSE(TraceFormat.BLKPARSE),
    PCAP(TraceFormat.PCAP),
    PCAPNG(TraceFormat.PCAP),
    TLP_TEXT(TraceFormat.TLP),
    TLP_CAPTURE(TraceFormat.TLP),
    MSR_GZIP(TraceFormat.MSR);

    static final int RECORDS = 60;

    private static final int FRAME_BYTES = 64;
    private static final String SYSTOR_HEADER = "Timestamp,Response,IOType,LUN,Offset,Size\n";

    private final TraceFormat format;

    SampleInputs(TraceFormat format) {
        this.format = format;
    }

    TraceFormat format() {
        return format;
    }

    /**
     * Whether a damaged byte is always noticed, as in text; in binary forms most values are
     * allowed.
     */
    boolean isText() {
        return switch (this) {
            case MSR, SYSTOR, MQSIM, DISKSIM, BLKPARSE, TLP_TEXT -> true;
            case VSCSI, PCAP, PCAPNG, TLP_CAPTURE, MSR_GZIP -> false;
        };
    }

    byte[] bytes() throws IOException {
        return switch (this) {
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
            case PCAP -> pcap(PcapWriter.LINK_TYPE_ETHERNET, SampleInputs::frame);
            case PCAPNG -> pcapng();
            case TLP_CAPTURE -> pcap(PcapWriter.LINK_TYPE_USER0, SampleInputs::memoryRead);
            case MSR_GZIP -> gzip(MSR.bytes());
            case TLP_TEXT -> lines(i -> "04000001 0000220f 010700%02x 9eece789".formatted(i));
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

    private static byte[] pcap(int linkType, IntFunction<byte[]> packet) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new PcapWriter(bytes, linkType)) {
            for (int i = 0; i < RECORDS; i++) {
                writer.write(1_000_000L * i, packet.apply(i));
            }
        }
        return bytes.toByteArray();
    }

    /** One section, one interface with the default resolution of a microsecond. */
    private static byte[] pcapng() {
        ByteBuffer file = ByteBuffer.allocate(28 + 20 + RECORDS * (32 + FRAME_BYTES));
        file.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(1 << 16)
                .putLong(-1)
                .putInt(28);
        file.putInt(1).putInt(20).putInt(1 << 16).putInt(0).putInt(20);
        for (int i = 0; i < RECORDS; i++) {
            file.putInt(6).putInt(32 + FRAME_BYTES).putInt(0).putInt(0).putInt(1000 * i);
            file.putInt(FRAME_BYTES).putInt(FRAME_BYTES).put(frame(i)).putInt(32 + FRAME_BYTES);
        }
        return file.array();
    }

    private static byte[] frame(int i) {
        byte[] frame = new byte[FRAME_BYTES];
        frame[5] = (byte) i;
        frame[12] = 0x08;
        frame[13] = 0x06;
        return frame;
    }

    private static byte[] memoryRead(int i) {
        return ByteBuffer.allocate(12).putInt(1).putInt(0x010000_0f).putInt(i * 64).array();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(plain);
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
