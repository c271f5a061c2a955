package io.forebay.traces.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Frames written byte by byte from the standards. */
class FrameDecoderTest {
    private static final String MACS = "020000000001" + "020000000002";
    private static final String SWAPPED_MACS = "020000000002" + "020000000001";
    // 10.0.0.1:1000 to 10.0.0.2:53, UDP, DSCP 46
    private static final String IPV4_UDP =
            "45b8001c123400004011000" + "00a0000010a000002" + "03e80035" + "00080000";
    private static final String IPV4_UDP_BACK =
            "45b8001c123400004011000" + "00a0000020a000001" + "003503e8" + "00080000";
    private static final String V6_ADDRESSES =
            "20010db8000000000000000000000001" + "20010db8000000000000000000000002";

    private final FrameDecoder decoder = new FrameDecoder();
    private final Frame frame = new Frame();

    private Frame ethernet(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        decoder.decodeEthernet(bytes, 0, bytes.length, bytes.length, 7, frame);
        return frame;
    }

    private long flowOf(String hex) {
        return ethernet(hex).flow();
    }

    @Test
    void shouldDecodePortsAndDscpWhenFrameIsIpv4() {
        ethernet(MACS + "0800" + IPV4_UDP);

        assertThat(frame.fault()).isNull();
        assertThat(frame.etherType()).isEqualTo(0x0800);
        assertThat(frame.ipProtocol()).isEqualTo(17);
        assertThat(frame.sourcePort()).isEqualTo(1000);
        assertThat(frame.destinationPort()).isEqualTo(53);
        assertThat(frame.dscp()).isEqualTo(46);
        assertThat(frame.vlanCount()).isZero();
        assertThat(frame.vlanPriority()).isEqualTo(-1);
        assertThat(frame.capturedInterface()).isEqualTo(7);
    }

    @Test
    void shouldDifferInOneBitWhenDirectionIsReversed() {
        long there = flowOf(MACS + "0800" + IPV4_UDP);
        long back = flowOf(SWAPPED_MACS + "0800" + IPV4_UDP_BACK);
        long otherPort = flowOf(MACS + "0800" + IPV4_UDP.replace("03e80035", "03e90035"));

        assertThat(there ^ back).isEqualTo(1);
        assertThat(there >>> 48).isZero();
        assertThat(otherPort >>> 1).isNotEqualTo(there >>> 1);
    }

    @Test
    void shouldKeepFlowNumbersFromReleaseToRelease() {
        // Models and ordering domains built on one release must hold on the next.
        assertThat(flowOf(MACS + "0800" + IPV4_UDP)).isEqualTo(129989858108188L);
    }

    @Test
    void shouldReadEveryTagWhenVlansAreStacked() {
        long untagged = flowOf(MACS + "0800" + IPV4_UDP);
        ethernet(MACS + "88a8" + "a064" + "8100" + "60c8" + "9100" + "0fff" + "0800" + IPV4_UDP);

        assertThat(frame.vlanCount()).isEqualTo(3);
        assertThat(frame.vlanId(0)).isEqualTo(100);
        assertThat(frame.vlanId(1)).isEqualTo(200);
        assertThat(frame.vlanId(2)).isEqualTo(4095);
        assertThat(frame.vlanPriority()).isEqualTo(5);
        assertThat(frame.etherType()).isEqualTo(0x0800);
        assertThat(frame.flow()).isEqualTo(untagged);
    }

    @Test
    void shouldTakePriorityButNoVlanWhenTagIsPriorityTag() {
        ethernet(MACS + "8100" + "e000" + "0800" + IPV4_UDP);

        assertThat(frame.vlanCount()).isZero();
        assertThat(frame.vlanPriority()).isEqualTo(7);
    }

    @Test
    void shouldSkipOptionsWhenIpv4HeaderIsLonger() {
        ethernet(
                MACS
                        + "0800"
                        + "46000020000000004006000"
                        + "00a0000010a000002"
                        + "94040000"
                        + "1f90c350"
                        + "00000000");

        assertThat(frame.sourcePort()).isEqualTo(8080);
        assertThat(frame.destinationPort()).isEqualTo(50000);
        assertThat(frame.fault()).isNull();
    }

    @Test
    void shouldKeepFlowWhenPacketIsFragmented() {
        String first =
                "45000024beef20004011000"
                        + "00a0000010a000002"
                        + "03e80035"
                        + "00180000"
                        + "00000000";
        String later = "4500001cbeef00024011000" + "00a0000010a000002" + "ffffffffffffffff";
        String stray = "4500001cdead00024011000" + "00a0000010a000002" + "ffffffffffffffff";
        long whole = flowOf(MACS + "0800" + IPV4_UDP);

        assertThat(flowOf(MACS + "0800" + first)).isEqualTo(whole);
        assertThat(flowOf(MACS + "0800" + later)).isEqualTo(whole);
        assertThat(frame.sourcePort()).isEqualTo(-1);
        assertThat(frame.fault()).isNull();
        long strayFlow = flowOf(MACS + "0800" + stray);
        assertThat(strayFlow).isNotEqualTo(whole);
        assertThat(flowOf(MACS + "0800" + stray)).isEqualTo(strayFlow);
    }

    @Test
    void shouldSkipExtensionHeadersWhenFrameIsIpv6() {
        String plain = "6b8000000008" + "11" + "40" + V6_ADDRESSES + "03e8003500080000";
        String extended =
                "6b800000"
                        + "0030"
                        + "00"
                        + "40"
                        + V6_ADDRESSES
                        // hop-by-hop (8), destination options (16), authentication (16)
                        + "3c00050200000000"
                        + "3301010c000000000000000000000000"
                        + "1102000000000000"
                        + "0000000100000000"
                        + "03e8003500080000";
        long flow = flowOf(MACS + "86dd" + plain);

        assertThat(frame.dscp()).isEqualTo(46);
        assertThat(frame.sourcePort()).isEqualTo(1000);
        assertThat(flowOf(MACS + "86dd" + extended)).isEqualTo(flow);
        assertThat(frame.ipProtocol()).isEqualTo(17);
        assertThat(frame.fault()).isNull();
    }

    @Test
    void shouldKeepFlowWhenIpv6PacketIsFragmented() {
        String header = "60000000" + "0010" + "2c" + "40" + V6_ADDRESSES;
        long first = flowOf(MACS + "86dd" + header + "11000001cafebabe" + "03e8003500080000");
        long later = flowOf(MACS + "86dd" + header + "11000008cafebabe" + "ffffffffffffffff");

        assertThat(later).isEqualTo(first);
        assertThat(frame.sourcePort()).isEqualTo(-1);
    }

    @Test
    void shouldLookBehindLabelsWhenFrameIsMpls() {
        long plain = flowOf(MACS + "0800" + IPV4_UDP);
        // label 100, class 5; label 16, bottom of stack
        String labels = "00064a40" + "00010140";

        assertThat(flowOf(MACS + "8847" + labels + IPV4_UDP)).isEqualTo(plain);
        assertThat(frame.mplsTrafficClass()).isEqualTo(5);
        assertThat(frame.etherType()).isEqualTo(0x8847);
        assertThat(frame.sourcePort()).isEqualTo(1000);
    }

    @Test
    void shouldLookIntoPseudowireButKeepPortWhenFrameIsNested() {
        long plain = flowOf(MACS + "0800" + IPV4_UDP);
        String nested = "00010140" + "00000000" + SWAPPED_MACS + "81000064" + "0800" + IPV4_UDP;

        assertThat(flowOf(MACS + "8847" + nested)).isEqualTo(plain);
        assertThat(frame.vlanCount()).isZero();
    }

    @Test
    void shouldReadSnapAndLlcWhenFrameIs8023() {
        long plain = flowOf(MACS + "0800" + IPV4_UDP);

        assertThat(flowOf(MACS + "0024" + "aaaa03" + "000000" + "0800" + IPV4_UDP))
                .isEqualTo(plain);
        ethernet(MACS + "0026" + "424203" + "0000000000");
        assertThat(frame.etherType()).isZero();
        assertThat(frame.fault()).isNull();
        assertThat(frame.flow()).isNotZero();
    }

    @Test
    void shouldReadAddressesWhenFrameIsArp() {
        String request =
                "0001080006040001" + "020000000002" + "0a000001" + "000000000000" + "0a000002";
        String reply =
                "0001080006040002" + "020000000001" + "0a000002" + "020000000002" + "0a000001";

        long there = flowOf("ffffffffffff020000000002" + "0806" + request);

        assertThat(there ^ flowOf(SWAPPED_MACS + "0806" + reply)).isEqualTo(1);
    }

    @Test
    void shouldDecodeCookedLoopbackAndRawPackets() {
        long plain = flowOf(MACS + "0800" + IPV4_UDP);
        byte[] ip = HexFormat.of().parseHex(IPV4_UDP);
        byte[] sll = HexFormat.of().parseHex("0000000100060200000000010000" + "0800" + IPV4_UDP);
        byte[] sll2 =
                HexFormat.of().parseHex("0800000000000003000100060200000000010000" + IPV4_UDP);
        byte[] taggedSll =
                HexFormat.of()
                        .parseHex(
                                "0000000100060200000000010000"
                                        + "8100"
                                        + "a064"
                                        + "0800"
                                        + IPV4_UDP);

        decoder.decodeIp(ip, 0, ip.length, ip.length, 0, frame);
        assertThat(frame.flow()).isEqualTo(plain);
        decoder.decodeLinuxCooked(sll, 0, sll.length, sll.length, 4, frame);
        assertThat(frame.flow()).isEqualTo(plain);
        assertThat(frame.capturedInterface()).isEqualTo(4);
        decoder.decodeLinuxCooked2(sll2, 0, sll2.length, sll2.length, 4, frame);
        assertThat(frame.flow()).isEqualTo(plain);
        assertThat(frame.capturedInterface()).isEqualTo(3);
        decoder.decodeLinuxCooked(taggedSll, 0, taggedSll.length, taggedSll.length, 0, frame);
        assertThat(frame.vlanId(0)).isEqualTo(100);
        assertThat(frame.flow()).isEqualTo(plain);
        for (String family : new String[] {"00000002", "02000000"}) {
            byte[] loopback = HexFormat.of().parseHex(family + IPV4_UDP);
            decoder.decodeLoopback(loopback, 0, loopback.length, loopback.length, 0, frame);
            assertThat(frame.flow()).isEqualTo(plain);
        }
    }

    @Test
    void shouldSayWhatIsMissingWhenHeadersDoNotFit() {
        String frameHex = MACS + "0800" + IPV4_UDP;

        assertThat(ethernet(frameHex.substring(0, 2 * 10)).fault())
                .isEqualTo("cut off in the Ethernet header: bytes=10");
        assertThat(ethernet(frameHex.substring(0, 2 * 33)).fault())
                .isEqualTo("cut off in the IPv4 header: bytes=19");
        assertThat(ethernet(frameHex.substring(0, 2 * 36)).fault())
                .isEqualTo("cut off before the ports: protocol=17");
        assertThat(frame.flow()).isNotZero();
        assertThat(ethernet(frameHex.replace("45b8", "44b8")).fault())
                .isEqualTo("IPv4 header length out of range: bytes=16");
        assertThat(ethernet(frameHex.replace("45b8001c", "45b80010")).fault())
                .isEqualTo("IPv4 total length is shorter than the header: bytes=16");
        assertThat(ethernet(MACS + "86dd" + IPV4_UDP + "0".repeat(24)).fault())
                .isEqualTo("wrong IP version: version=4, EtherType says=6");
        assertThat(ethernet(MACS + "8847" + "00064a00").fault())
                .isEqualTo("cut off in the MPLS label stack: bytes=0");
    }

    @Property(tries = 2_000)
    void shouldNeverThrowWhenBytesAreRandom(
            @ForAll @Size(max = 120) byte[] noise,
            @ForAll @IntRange(min = 0, max = 40) int prefix) {
        byte[] known =
                HexFormat.of()
                        .parseHex(MACS + "8100a064" + "8847" + "00010140" + "00000000" + IPV4_UDP);
        byte[] bytes = noise.clone();
        System.arraycopy(
                known, 0, bytes, 0, Math.min(prefix, Math.min(known.length, bytes.length)));

        for (int layer = 0; layer < 5; layer++) {
            decode(layer, bytes);
            assertThat(frame.flow() >>> 48).isZero();
            assertThat(frame.vlanPriority()).isBetween(-1, 7);
            assertThat(frame.capturedInterface()).isNotNegative();
        }
    }

    private void decode(int layer, byte[] bytes) {
        int length = bytes.length;
        switch (layer) {
            case 0 -> decoder.decodeEthernet(bytes, 0, length, length, 0, frame);
            case 1 -> decoder.decodeIp(bytes, 0, length, length, 0, frame);
            case 2 -> decoder.decodeLinuxCooked(bytes, 0, length, length, 0, frame);
            case 3 -> decoder.decodeLinuxCooked2(bytes, 0, length, length, 0, frame);
            default -> decoder.decodeLoopback(bytes, 0, length, length, 0, frame);
        }
    }
}
