package io.forebay.traces.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.TrafficElement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PcapngSourceTest {
    private static final int ETHERNET = 1;
    private static final int USER3 = 150;
    private static final byte[] FRAME = new byte[61];
    private static final byte[] READ_TLP = HexFormat.of().parseHex("00943801ed0570035792d3dc");

    private static List<ByteOrder> orders() {
        return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    @Test
    void shouldReadEachInterfaceInItsOwnResolution() {
        for (ByteOrder order : orders()) {
            byte[] file =
                    new CaptureFiles(order)
                            .section()
                            .interfaceBlock(ETHERNET, 0, -1, 0)
                            .interfaceBlock(ETHERNET, 0, 9, 0)
                            .interfaceBlock(ETHERNET, 0, 0x80 | 10, 1_000_000_000L)
                            .interfaceBlock(ETHERNET, 0, 12, 0)
                            .interfaceBlock(ETHERNET, 0, 0, -5)
                            .enhancedPacket(0, 1_500_000_000_123_456L, 61, FRAME)
                            .enhancedPacket(1, 1_500_000_000_123_456_789L, 61, FRAME)
                            .enhancedPacket(2, 1024 + 512, 61, FRAME)
                            .enhancedPacket(3, 7_999, 61, FRAME)
                            .enhancedPacket(4, 12, 61, FRAME)
                            .bytes();

            ReadResult result = ReadResult.of(file);

            assertThat(result.deadLetters()).isEmpty();
            assertThat(result.times())
                    .containsExactly(
                            1_500_000_000_123_456_000L,
                            1_500_000_000_123_456_789L,
                            1_000_000_001_500_000_000L,
                            7L,
                            7_000_000_000L);
            assertThat(result.functions())
                    .containsExactly("eth0/if0", "eth0/if1", "eth0/if2", "eth0/if3", "eth0/if4");
        }
    }

    @Test
    void shouldReadSectionsInTheirOwnByteOrder() {
        byte[] first =
                new CaptureFiles(ByteOrder.LITTLE_ENDIAN)
                        .section()
                        .interfaceBlock(ETHERNET, 0, 9, 0)
                        .enhancedPacket(0, 5, 61, FRAME)
                        .bytes();
        byte[] second =
                new CaptureFiles(ByteOrder.BIG_ENDIAN)
                        .section()
                        .interfaceBlock(USER3, 0, 6, 0)
                        .enhancedPacket(0, 5, READ_TLP.length, READ_TLP)
                        .bytes();
        byte[] file = new CaptureFiles(ByteOrder.BIG_ENDIAN).raw(first).raw(second).bytes();

        ReadResult result = ReadResult.of(file);

        assertThat(result.deadLetters()).isEmpty();
        assertThat(result.elements().stream().map(TrafficElement::getKind))
                .containsExactly(ElementKind.ETHERNET, ElementKind.TLP);
        assertThat(result.times()).containsExactly(5L, 5_000L);
        assertThat(result.functions()).containsExactly("eth0/ed:00.5", "eth0/if0");
    }

    @Test
    void shouldReadSimpleAndObsoletePacketsAndSkipOtherBlocks() {
        for (ByteOrder order : orders()) {
            byte[] file =
                    new CaptureFiles(order)
                            .section()
                            .interfaceBlock(ETHERNET, 64, 6, 0)
                            .block(0x0bad_beef, new byte[100_000])
                            .obsoletePacket(0, 3_000_001, FRAME)
                            .block(4, new byte[8])
                            .simplePacket(1500, new byte[64])
                            .simplePacket(20, new byte[20])
                            .block(5, new byte[12])
                            .bytes();

            ReadResult result = ReadResult.of(file);

            assertThat(result.deadLetters()).isEmpty();
            assertThat(result.times())
                    .containsExactly(3_000_001_000L, 3_000_001_000L, 3_000_001_000L);
            assertThat(result.elements().stream().map(TrafficElement::getLengthBytes))
                    .containsExactly(61L, 1500L, 20L);
        }
    }

    @Test
    void shouldGoOnAtNextBlockWhenLengthIsCorrupt() {
        for (ByteOrder order : orders()) {
            CaptureFiles built =
                    new CaptureFiles(order)
                            .section()
                            .interfaceBlock(ETHERNET, 0, 9, 0)
                            .enhancedPacket(0, 1, 61, FRAME);
            int corrupt = built.size();
            byte[] file =
                    built.enhancedPacket(0, 2, 61, FRAME)
                            .enhancedPacket(0, 3, 61, FRAME)
                            .enhancedPacket(0, 4, 61, FRAME)
                            .bytes();
            ByteBuffer.wrap(file).order(order).putInt(corrupt + 4, 0x7fff_fffc);

            ReadResult result = ReadResult.of(file);

            assertThat(result.times()).containsExactly(1L, 3L, 4L);
            assertThat(result.reasons()).hasSize(1);
            assertThat(result.reasons().get(0))
                    .contains("block length out of range", "resumed after bytes=96");
            assertThat(result.deadLetters().get(0).getPosition()).isEqualTo(corrupt);
        }
    }

    @Test
    void shouldSayWhereWhenFileEndsInsideBlock() {
        byte[] whole =
                new CaptureFiles(ByteOrder.LITTLE_ENDIAN)
                        .section()
                        .interfaceBlock(ETHERNET, 0, 9, 0)
                        .enhancedPacket(0, 1, 61, FRAME)
                        .enhancedPacket(0, 2, 61, FRAME)
                        .bytes();

        ReadResult result = ReadResult.of(Arrays.copyOf(whole, whole.length - 30));

        assertThat(result.times()).containsExactly(1L);
        assertThat(result.reasons()).hasSize(1);
        assertThat(result.reasons().get(0))
                .isEqualTo("file ends inside a block: length=96, bytesLeft=66; bytes unread=66");
    }

    @Test
    void shouldKeepInterfaceNumbersWhenDescriptionIsCorrupt() {
        CaptureFiles built = new CaptureFiles(ByteOrder.LITTLE_ENDIAN).section();
        int corrupt = built.size();
        byte[] file =
                built.interfaceBlock(ETHERNET, 0, 6, 0)
                        .interfaceBlock(ETHERNET, 0, 9, 0)
                        .enhancedPacket(0, 1, 61, FRAME)
                        .enhancedPacket(1, 2, 61, FRAME)
                        .bytes();
        file[corrupt + 5] = 1;

        ReadResult result = ReadResult.of(file);

        assertThat(result.only().getFunctionId()).isEqualTo("eth0/if1");
        assertThat(result.only().getEventTimeNanos()).isEqualTo(2);
        assertThat(result.reasons()).hasSize(2);
        assertThat(result.reasons().get(1))
                .isEqualTo("packet of an undeclared interface: interface=0");
    }

    @Test
    void shouldRefusePacketsThatDoNotFit() {
        ByteBuffer tooLong = ByteBuffer.allocate(24).putInt(0).putLong(1).putInt(5).putInt(5);
        byte[] body = new byte[24];
        tooLong.rewind().get(body);
        byte[] file =
                new CaptureFiles(ByteOrder.BIG_ENDIAN)
                        .section()
                        .enhancedPacket(0, 1, 61, FRAME)
                        .simplePacket(4, new byte[4])
                        .interfaceBlock(ETHERNET, 0, 0, 0)
                        .enhancedPacket(0, Long.MAX_VALUE, 61, FRAME)
                        .enhancedPacket(0, -1, 61, FRAME)
                        .block(6, body)
                        .block(6, new byte[8])
                        .enhancedPacket(0, 9, 61, FRAME)
                        .bytes();

        ReadResult result = ReadResult.of(file);

        assertThat(result.times()).containsExactly(9_000_000_000L);
        assertThat(result.reasons())
                .containsExactly(
                        "packet of an undeclared interface: interface=0",
                        "packet of an undeclared interface: interface=0",
                        "time out of range: ticks=9223372036854775807",
                        "time out of range: ticks=18446744073709551615",
                        "captured length does not fit its block: capturedLength=5, blockLength=36",
                        "packet block too short: length=20");
    }

    @Test
    void shouldReportEachInterfaceWhenLinkTypesAreUnknown() {
        byte[] file =
                new CaptureFiles(ByteOrder.BIG_ENDIAN)
                        .section()
                        .interfaceBlock(127, 0, 9, 0)
                        .interfaceBlock(ETHERNET, 0, 9, 0)
                        .interfaceBlock(105, 0, 9, 0)
                        .enhancedPacket(0, 1, 61, FRAME)
                        .enhancedPacket(1, 2, 61, FRAME)
                        .enhancedPacket(0, 3, 61, FRAME)
                        .enhancedPacket(2, 4, 61, FRAME)
                        .bytes();

        ReadResult result = ReadResult.of(file);

        assertThat(result.only().getFunctionId()).isEqualTo("eth0/if1");
        assertThat(result.reasons())
                .containsExactly(
                        "unknown link type: linkType=127, interface=0",
                        "unknown link type: linkType=105, interface=2",
                        "packets of an unknown link type left out: packets=2, linkType=127,"
                                + " interface=0",
                        "packets of an unknown link type left out: packets=1, linkType=105,"
                                + " interface=2");
    }
}
