package io.forebay.traces.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FrameElementsTest {
    private static final String MACS = "020000000001" + "020000000002";
    private static final String AOE = MACS + "88a2";
    private static final String IPV4 =
            "45b8001c123400004011000" + "00a0000010a00000203e8003500080000";

    private final FrameDecoder decoder = new FrameDecoder();
    private final Frame frame = new Frame();
    private final FrameElements elements = new FrameElements("nic0");

    private TrafficElement element(String hex, long originalBytes) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        decoder.decodeEthernet(bytes, 0, bytes.length, originalBytes, 2, frame);
        return elements.toElement(frame, 123, originalBytes);
    }

    @Test
    void shouldBeFrameOfItsPortWhenUntagged() {
        TrafficElement element = element(MACS + "0800" + IPV4, 1514);

        assertThat(element.getFunctionId()).isEqualTo("nic0/if2");
        assertThat(element.getOperation()).isEqualTo(Operation.FRAME);
        assertThat(element.getLengthBytes()).isEqualTo(1514);
        assertThat(element.getEventTimeNanos()).isEqualTo(123);
        assertThat(element.getAddress()).isEqualTo(frame.flow());
        assertThat(element.getOrderingDomain()).isEqualTo(frame.flow());
        // DSCP 46 is class 5.
        assertThat(element.getTrafficClass()).isEqualTo(5);
    }

    @Test
    void shouldBelongToVlanWhenTagged() {
        TrafficElement single = element(MACS + "8100" + "6064" + "0800" + IPV4, 64);
        TrafficElement stacked =
                element(MACS + "88a8" + "e064" + "8100" + "60c8" + "0800" + IPV4, 64);
        TrafficElement priority = element(MACS + "8100" + "4000" + "0800" + IPV4, 64);

        assertThat(single.getFunctionId()).isEqualTo("nic0/vlan-100");
        assertThat(single.getTrafficClass()).isEqualTo(3);
        assertThat(stacked.getFunctionId()).isEqualTo("nic0/vlan-100.200");
        assertThat(stacked.getTrafficClass()).isEqualTo(7);
        assertThat(priority.getFunctionId()).isEqualTo("nic0/if2");
        assertThat(priority.getTrafficClass()).isEqualTo(2);
    }

    @Test
    void shouldTakeMplsClassWhenNothingElseTells() {
        TrafficElement element = element(MACS + "8847" + "00064b40" + "ff", 64);

        assertThat(element.getTrafficClass()).isEqualTo(5);
        assertThat(element.getOperation()).isEqualTo(Operation.FRAME);
    }

    @Test
    void shouldBeReadWithItsRangeWhenAtaReadsInLba48() {
        // version 1, shelf 0x1234, slot 5, ATA, tag; LBA48, 16 sectors, READ SECTORS EXT
        TrafficElement element =
                element(
                        AOE
                                + "1000123405"
                                + "00"
                                + "deadbeef"
                                + "40001024"
                                + "010203040506"
                                + "0000",
                        60);

        assertThat(element.getFunctionId()).isEqualTo("nic0/e4660.5");
        assertThat(element.getOperation()).isEqualTo(Operation.READ);
        assertThat(element.getAddress()).isEqualTo(0x060504030201L * 512);
        assertThat(element.getLengthBytes()).isEqualTo(16 * 512);
        assertThat(element.getCorrelationId()).isEqualTo(0xdeadbeefL);
    }

    @Test
    void shouldLeaveOutDeviceBitsWhenAtaWritesInLba28() {
        TrafficElement element =
                element(
                        AOE
                                + "1000000001"
                                + "00"
                                + "00000007"
                                + "01000230"
                                + "010203e40000"
                                + "0000",
                        1060);

        assertThat(element.getOperation()).isEqualTo(Operation.WRITE);
        assertThat(element.getAddress()).isEqualTo(0x04030201L * 512);
        assertThat(element.getLengthBytes()).isEqualTo(1024);
    }

    @Test
    void shouldCompleteItsRequestWhenAtaAnswers() {
        String answer =
                AOE + "1800000001" + "00" + "00000007" + "40000040" + "010203040506" + "0000";

        TrafficElement data = element(answer, 14 + 22 + 1024);
        TrafficElement padded = element(answer, 60);

        assertThat(data.getOperation()).isEqualTo(Operation.COMPLETION_WITH_DATA);
        assertThat(data.getLengthBytes()).isEqualTo(1024);
        assertThat(data.getCorrelationId()).isEqualTo(7);
        assertThat(padded.getOperation()).isEqualTo(Operation.COMPLETION);
        assertThat(padded.getLengthBytes()).isZero();
    }

    @Test
    void shouldStayFrameWhenAtaHeaderSaysNoRange() {
        String identify =
                AOE + "1000000001" + "00" + "00000007" + "000001ec" + "000000000000" + "0000";
        String noSectors =
                AOE + "1000000001" + "00" + "00000007" + "40000024" + "000000000000" + "0000";
        String cutOff = AOE + "1000000001" + "00" + "00000007" + "4000";
        String broadcast = "ffffffffffff020000000002" + "88a2" + "1000ffffff" + "01" + "00000000";

        assertThat(element(identify, 60).getOperation()).isEqualTo(Operation.FRAME);
        assertThat(element(noSectors, 60).getOperation()).isEqualTo(Operation.FRAME);
        assertThat(element(cutOff, 60).getOperation()).isEqualTo(Operation.FRAME);
        assertThat(frame.fault()).isEqualTo("cut off in the ATA task file: bytes=12");
        assertThat(element(cutOff, 60).getFunctionId()).isEqualTo("nic0/e0.1");
        assertThat(element(broadcast, 60).getFunctionId()).isEqualTo("nic0/if2");
    }
}
