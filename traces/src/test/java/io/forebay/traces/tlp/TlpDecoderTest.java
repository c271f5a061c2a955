package io.forebay.traces.tlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * What the independent vectors do not cover: messages, rare types, and everything that is refused.
 */
class TlpDecoderTest {
    private final Tlp tlp = new Tlp();

    private String decode(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return TlpDecoder.decode(bytes, 0, bytes.length, bytes.length, tlp);
    }

    @Test
    void shouldDecodeMessages() {
        assertThat(decode("34000000 01000020 00000000 00000000")).isNull();
        assertThat(tlp.type()).isEqualTo(TlpType.MESSAGE);
        assertThat(tlp.messageRouting()).isEqualTo(4);
        assertThat(tlp.messageCode()).isEqualTo(0x20);
        assertThat(tlp.lengthWords()).isZero();
        assertThat(tlp.transferBytes()).isZero();

        assertThat(decode("71000001 01000a7f 12345678 9abcdef0 cafebabe")).isNull();
        assertThat(tlp.type()).isEqualTo(TlpType.MESSAGE_DATA);
        assertThat(tlp.messageRouting()).isEqualTo(1);
        assertThat(tlp.messageWords()).isEqualTo(0x123456789abcdef0L);
        assertThat(tlp.transferBytes()).isEqualTo(4);
    }

    @Test
    void shouldDecodeDeferrableWrites() {
        assertThat(decode("5b000001 0100000f 00001000 01020304")).isNull();
        assertThat(tlp.type()).isEqualTo(TlpType.DEFERRABLE_MEM_WRITE);
        assertThat(tlp.type().isPosted()).isFalse();
        assertThat(decode("7b000001 0100000f 00000001 00001000 01020304")).isNull();
        assertThat(tlp.type()).isEqualTo(TlpType.DEFERRABLE_MEM_WRITE_64);
        assertThat(tlp.address()).isEqualTo(0x1_0000_1000L);
    }

    @Test
    void shouldReadZeroAsTheLargestLength() {
        assertThat(decode("00000000 010000ff 00001000")).isNull();
        assertThat(tlp.lengthWords()).isEqualTo(1024);
        assertThat(tlp.transferBytes()).isEqualTo(4096);
        assertThat(decode("0a000000 02000000 01000000")).isNull();
        assertThat(tlp.byteCount()).isEqualTo(4096);
    }

    @Test
    void shouldJoinTheTagFromItsThreePlaces() {
        assertThat(decode("00880001 0100ff0f 00001000")).isNull();
        assertThat(tlp.tag()).isEqualTo(0x3ff);
        assertThat(decode("00080001 0100010f 00001000")).isNull();
        assertThat(tlp.tag()).isEqualTo(0x101);
        assertThat(decode("00800001 0100010f 00001000")).isNull();
        assertThat(tlp.tag()).isEqualTo(0x201);
    }

    @Test
    void shouldCountBytesFromByteEnables() {
        assertThat(transfer("00000001 01000000 00001000")).isZero();
        assertThat(tlp.firstByteAddress()).isEqualTo(0x1000);
        assertThat(transfer("00000001 01000009 00001000")).isEqualTo(4);
        assertThat(transfer("00000001 01000006 00001000")).isEqualTo(2);
        assertThat(tlp.firstByteAddress()).isEqualTo(0x1001);
        assertThat(transfer("00000003 0100138c 00001000")).isEqualTo(10);
        assertThat(tlp.firstByteAddress()).isEqualTo(0x1002);
        // With hints a read has a steering tag there.
        assertThat(transfer("00010002 01000000 00001000")).isEqualTo(8);
        assertThat(tlp.violation()).isNull();
        // Compare and swap brings two operands of 4 bytes.
        assertThat(transfer("4e000002 0100000f 00001000 00000001 00000002")).isEqualTo(4);
        // The last completion of a read: 5 bytes left, from byte 2.
        assertThat(transfer("4a000002 02000005 01000002 00000000 00000000")).isEqualTo(5);
        // The first of several: 64 bytes left, 8 DW from byte 3.
        assertThat(transfer("4a000002 02000040 01000003 00000000 00000000")).isEqualTo(5);
    }

    private int transfer(String hex) {
        assertThat(decode(hex)).isNull();
        return tlp.transferBytes();
    }

    @Test
    void shouldAcceptWithRemarkWhenSenderBreaksRuleThatReaderCanLiveWith() {
        assertThat(decode("20000001 0100000f 00000000 00001000")).isNull();
        assertThat(tlp.violation()).startsWith("64-bit address below 4 GiB");
        assertThat(tlp.address()).isEqualTo(0x1000);
        assertThat(decode("00000002 010000ff 00000ffc")).isNull();
        assertThat(tlp.violation()).startsWith("request crosses a 4 KiB boundary");
        assertThat(decode("00000001 010000ff 00001000")).isNull();
        assertThat(tlp.violation()).startsWith("last byte enable of a single DW");
        assertThat(decode("00000002 010000f0 00001000")).isNull();
        assertThat(tlp.violation()).startsWith("empty byte enable");
        assertThat(decode("00000001 0100000f 00001000")).isNull();
        assertThat(tlp.violation()).isNull();
    }

    @Test
    void shouldSayWhyWhenTlpIsNotWhole() {
        assertThat(decode("")).isEqualTo("TLP ends before its header: bytes=0");
        assertThat(decode("000000")).isEqualTo("TLP ends before its header: bytes=3");
        assertThat(decode("9e193616")).isEqualTo("TLP ends before its header: bytes=4");
        assertThat(decode("00000001 0100000f 0000"))
                .isEqualTo("TLP ends inside its header: bytes=10, headerBytes=12");
        assertThat(decode("40000002 010000ff 00001000 01020304"))
                .isEqualTo("TLP is shorter than its header says: bytes=16, expected=20");
        assertThat(decode("00008001 0100000f 00001000"))
                .isEqualTo("TLP is shorter than its header says: bytes=12, expected=16");
        assertThat(decode("00000001 0100000f 00001000 00"))
                .isEqualTo("bytes behind the TLP: bytes=1");
    }

    @Test
    void shouldSayWhyWhenTypeIsReserved() {
        assertThat(decode("3f000001 0100000f 00000000 00001000"))
                .isEqualTo(
                        "reserved fmt and type (a flit mode TLP? flit mode is not supported):"
                                + " fmt=1, type=31");
        assertThat(decode("a0000001 0100000f 00001000")).contains("fmt=5, type=0");
        assertThat(decode("1b000001 0100000f 00001000"))
                .startsWith("trusted configuration requests are not supported");
    }

    @Test
    void shouldRefuseFlitModeWhenItCanBeTold() {
        assertThat(decode("00000000")).startsWith("flit mode is not supported");
        assertThat(decode("03000001 01000AFF ABCD1234")).contains("flit mode is not supported");
        assertThat(decode("8d000000 00000001 0100000f 00001000"))
                .startsWith("flit mode is not supported");
    }

    @Test
    void shouldHoldPrefixesToTheirOrderAndNumber() {
        String read = "00000001 0100000f 00001000";

        assertThat(decode("90000001 8e000001" + read))
                .isEqualTo("local prefix behind an end-to-end prefix: type=14");
        assertThat(decode("91000001".repeat(4) + read)).isNull();
        assertThat(tlp.prefix(3).kind()).isEqualTo(TlpPrefix.Kind.PASID);
        assertThat(tlp.prefix(3).isEndToEnd()).isTrue();
        assertThat(decode("91000001".repeat(5) + read))
                .isEqualTo("too many end-to-end prefixes: max=4");
        assertThat(decode("8e000001".repeat(9) + read)).isEqualTo("too many prefixes: max=8");
        assertThat(decode("95000001" + read)).isNull();
        assertThat(tlp.prefix(0).kind()).isNull();
    }

    @Test
    void shouldTakeWhatIsThereWhenSnapLengthCutsData() {
        byte[] cut = HexFormat.of().parseHex("40008002010000ff000010000102030405");

        assertThat(TlpDecoder.decode(cut, 0, cut.length, 24, tlp)).isNull();
        assertThat(tlp.payloadBytes()).isEqualTo(5);
        assertThat(tlp.transferBytes()).isEqualTo(8);
        assertThat(tlp.digest()).isZero();
    }

    @Property(tries = 3_000)
    void shouldNeverThrowWhenBytesAreRandom(
            @ForAll @Size(max = 60) byte[] bytes, @ForAll @IntRange(min = 0, max = 3) int offset) {
        int from = Math.min(offset, bytes.length);
        int length = bytes.length - from;

        String fault = TlpDecoder.decode(bytes, from, length, length, tlp);
        if (fault == null) {
            assertThat(tlp.transferBytes()).isBetween(0, 4096);
            assertThat(tlp.payloadOffset() + tlp.payloadBytes()).isLessThanOrEqualTo(bytes.length);
            byte[] shorter = Arrays.copyOfRange(bytes, from, bytes.length - 1);
            assertThat(TlpDecoder.decode(shorter, 0, shorter.length, shorter.length, tlp))
                    .isNotNull();
        } else {
            assertThat(fault).isNotBlank();
        }
    }
}
