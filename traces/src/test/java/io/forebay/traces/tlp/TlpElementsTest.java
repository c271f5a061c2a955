package io.forebay.traces.tlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TlpElementsTest {
    private final TlpElements elements = new TlpElements("nvme0");

    private TrafficElement element(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        var tlp = new Tlp();
        assertThat(TlpDecoder.decode(bytes, 0, bytes.length, bytes.length, tlp)).isNull();
        assertThat(TlpElements.refusal(tlp)).isNull();
        TrafficElement element = elements.toElement(tlp, 42);
        assertThat(ElementRules.violation(element)).isNull();
        return element;
    }

    @Test
    void shouldDescribeRead() {
        TrafficElement read = element("20d00002 3b5c073e 00000123 45678000");

        assertThat(read.getKind()).isEqualTo(ElementKind.TLP);
        assertThat(read.getOperation()).isEqualTo(Operation.READ);
        assertThat(read.getFunctionId()).isEqualTo("nvme0/3b:0b.4");
        assertThat(read.getAddress()).isEqualTo(0x123_4567_8001L);
        assertThat(read.getLengthBytes()).isEqualTo(5);
        assertThat(read.getTrafficClass()).isEqualTo(5);
        assertThat(read.getCorrelationId()).isEqualTo(0x3b5c_0207L);
        assertThat(read.getEventTimeNanos()).isEqualTo(42);
    }

    @Test
    void shouldJoinRequestWhenCompletionComesBack() {
        TrafficElement read = element("00880001 01080f0f 00001000");
        TrafficElement data = element("4a880001 02000004 01080f00 cafebabe");
        TrafficElement empty = element("0a880000 02002004 01080f00");

        assertThat(data.getOperation()).isEqualTo(Operation.COMPLETION_WITH_DATA);
        assertThat(empty.getOperation()).isEqualTo(Operation.COMPLETION);
        for (TrafficElement completion : new TrafficElement[] {data, empty}) {
            assertThat(completion.getFunctionId())
                    .isEqualTo(read.getFunctionId())
                    .isEqualTo("nvme0/01:01.0");
            assertThat(completion.getCorrelationId()).isEqualTo(read.getCorrelationId());
            assertThat(completion.getOrderingDomain()).isNotEqualTo(read.getOrderingDomain());
        }
        assertThat(data.getLengthBytes()).isEqualTo(4);
        assertThat(empty.getLengthBytes()).isZero();
    }

    @Test
    void shouldKeepReadsBehindWritesOfOneClass() {
        TrafficElement write = element("40000001 0100000f 00001000 00000000");
        TrafficElement read = element("00000001 0100010f 00001000");
        TrafficElement otherClass = element("00300001 0100020f 00001000");

        assertThat(read.getOrderingDomain()).isEqualTo(write.getOrderingDomain());
        assertThat(otherClass.getOrderingDomain()).isNotEqualTo(write.getOrderingDomain());
    }

    @Test
    void shouldRelaxOrderingOnlyWhereTheAttributeLetsThePacketPass() {
        assertThat(element("40002001 0100000f 00001000 00000000").getRelaxedOrdering()).isTrue();
        assertThat(element("40001001 0100000f 00001000 00000000").getRelaxedOrdering()).isFalse();
        assertThat(element("4c002001 0100000f 00001000 00000000").getRelaxedOrdering()).isTrue();
        assertThat(element("00002001 0100000f 00001000").getRelaxedOrdering()).isFalse();
        assertThat(element("0a002000 02000004 01000000").getRelaxedOrdering()).isFalse();
    }

    @Test
    void shouldMapEveryTransaction() {
        assertThat(element("01000001 0100000f 00001000").getOperation()).isEqualTo(Operation.READ);
        assertThat(element("02000001 0100000f 00001000").getOperation())
                .isEqualTo(Operation.IO_READ);
        assertThat(element("42000001 0100000f 00001000 00000000").getOperation())
                .isEqualTo(Operation.IO_WRITE);
        assertThat(element("5b000001 0100000f 00001000 00000000").getOperation())
                .isEqualTo(Operation.WRITE);
        assertThat(element("4d000001 0100000f 00001000 00000000").getOperation())
                .isEqualTo(Operation.ATOMIC);
        TrafficElement config = element("04000001 0000220c 01070f10");
        assertThat(config.getOperation()).isEqualTo(Operation.CONFIG_READ);
        assertThat(config.getAddress()).isEqualTo(0xf12);
        assertThat(config.getLengthBytes()).isEqualTo(2);
        TrafficElement message = element("71000001 01000a7f 00000001 00002000 cafebabe");
        assertThat(message.getOperation()).isEqualTo(Operation.MESSAGE);
        assertThat(message.getAddress()).isEqualTo(0x1_0000_2000L);
        assertThat(element("34000000 01000020 11111111 22222222").getAddress()).isZero();
    }

    @Test
    void shouldRefusePoisonedTlp() {
        byte[] bytes = HexFormat.of().parseHex("400040010100000f0000100000000000");
        var tlp = new Tlp();

        assertThat(TlpDecoder.decode(bytes, 0, bytes.length, bytes.length, tlp)).isNull();
        assertThat(TlpElements.refusal(tlp)).contains("poisoned TLP");
    }
}
