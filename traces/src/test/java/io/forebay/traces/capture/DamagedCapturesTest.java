package io.forebay.traces.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.traces.ReadTrace;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Damaged input ends, never throws, and whatever is missing is explained. */
class DamagedCapturesTest {
    private static final int PACKETS = 40;
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] VLAN_FRAME =
            HEX.parseHex(
                    "0102030405060708090a0b0c8100a0648847000641ff45000028000100004011000"
                            + "00a0000010a000002003500350014000000000000");
    private static final byte[] TLP = HEX.parseHex("9e19361640000001ed05700f5792d3dc01020304");

    private record Flip(int position, int value) {}

    @Provide
    Arbitrary<byte[]> captures() {
        return Arbitraries.of(
                pcap(ByteOrder.LITTLE_ENDIAN, 1, VLAN_FRAME),
                pcap(ByteOrder.BIG_ENDIAN, 113, VLAN_FRAME),
                pcap(ByteOrder.BIG_ENDIAN, 147, TLP),
                pcapng(ByteOrder.LITTLE_ENDIAN),
                pcapng(ByteOrder.BIG_ENDIAN),
                text(),
                new byte[0]);
    }

    @Provide
    Arbitrary<Flip> flips() {
        return Arbitraries.integers()
                .between(0, 5_000)
                .flatMap(
                        position ->
                                Arbitraries.integers()
                                        .between(1, 255)
                                        .map(value -> new Flip(position, value)));
    }

    private static byte[] pcap(ByteOrder order, int linkType, byte[] packet) {
        CaptureFiles file = new CaptureFiles(order).pcapHeader(0xa1b2c3d4L, 65535, linkType);
        for (int i = 0; i < PACKETS; i++) {
            file.pcapRecord(1_600_000_000L + i, i, packet.length, packet);
        }
        return file.bytes();
    }

    private static byte[] pcapng(ByteOrder order) {
        CaptureFiles file =
                new CaptureFiles(order)
                        .section()
                        .interfaceBlock(1, 0, 9, 0)
                        .interfaceBlock(147, 0, 0x80 | 20, 17)
                        .interfaceBlock(276, 0, 6, -3);
        byte[][] packets = {VLAN_FRAME, TLP, VLAN_FRAME};
        for (int i = 0; i < PACKETS - 2; i++) {
            byte[] packet = packets[i % 3];
            file.enhancedPacket(i % 3, 1_000_000_000L + i, packet.length, packet);
        }
        return file.simplePacket(VLAN_FRAME.length, VLAN_FRAME)
                .obsoletePacket(1, 1 << 20, TLP)
                .bytes();
    }

    private static byte[] text() {
        var text = new StringBuilder();
        for (int i = 0; i < PACKETS; i++) {
            text.append("1.5: ").append(HEX.formatHex(TLP)).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static ReadTrace read(byte[] file) throws IOException {
        // Dispatches to all readers: what is no capture is read as text.
        return ReadTrace.ofBytes(file, TraceFormat.TLP, "dev");
    }

    @Property(tries = 50)
    void shouldReadEveryPacketWhenUndamaged(@ForAll("captures") byte[] file) throws IOException {
        ReadTrace outcome = read(file);

        assertThat(outcome.deadLetters()).hasSize(file.length == 0 ? 1 : 0);
        assertThat(outcome.elements()).hasSize(file.length == 0 ? 0 : PACKETS);
    }

    @Property(tries = 600)
    void shouldExplainWhatIsMissingWhenBytesAreFlipped(
            @ForAll("captures") byte[] file,
            @ForAll @Size(min = 1, max = 6) List<@From("flips") Flip> flips)
            throws IOException {
        byte[] damaged = file.clone();
        for (Flip flip : flips) {
            if (damaged.length > 0) {
                damaged[flip.position() % damaged.length] ^= (byte) flip.value();
            }
        }

        check(damaged, file.length);
    }

    @Property(tries = 300)
    void shouldExplainWhatIsMissingWhenCutOff(
            @ForAll("captures") byte[] file, @ForAll @IntRange(min = 0, max = 5_000) int length)
            throws IOException {
        byte[] cut = Arrays.copyOf(file, Math.min(length, file.length));

        check(cut, file.length);
    }

    @Property(tries = 300)
    void shouldEndWhenBytesAreNoise(
            @ForAll("captures") byte[] file, @ForAll @Size(max = 800) byte[] noise)
            throws IOException {
        byte[] start = Arrays.copyOf(file, Math.min(file.length, 200));
        byte[] joined = new CaptureFiles(ByteOrder.BIG_ENDIAN).raw(start).raw(noise).bytes();

        ReadTrace outcome = read(joined);

        assertThat(outcome.deadLetters().size() + outcome.elements().size())
                .isLessThanOrEqualTo(Math.max(1, joined.length));
    }

    /** Positions stay inside the file, and everything read came from it. */
    private static void check(byte[] damaged, int wholeLength) throws IOException {
        ReadTrace outcome = read(damaged);

        assertThat(outcome.deadLetters())
                .allMatch(letter -> letter.getPosition() >= 0)
                .allMatch(letter -> letter.getPosition() <= wholeLength)
                .allMatch(letter -> !letter.getReason().isBlank());
        assertThat(outcome.elements()).hasSizeLessThanOrEqualTo(PACKETS);
        assertThat(outcome.elements())
                .allMatch(e -> e.getEventTimeNanos() >= 0 && e.getLengthBytes() >= 0);
    }
}
