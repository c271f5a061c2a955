package io.forebay.connectors.gateway.source.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.GoldenBytes;
import io.forebay.connectors.gateway.GatewayAddress;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GatewaySplitTest {
    private static final GatewaySplit SPLIT =
            new GatewaySplit(new GatewayAddress("gateway-1.example", 7411), -77L, 123_456_789_012L);

    private final GatewaySplitSerializer serializer = new GatewaySplitSerializer();

    @Test
    void shouldReadStateOfVersion1() throws IOException {
        byte[] golden = GoldenBytes.of("gateway-split-v1.bin");
        assertThat(serializer.serialize(SPLIT)).isEqualTo(golden);
        assertThat(serializer.deserialize(1, golden)).isEqualTo(SPLIT);
    }

    @Test
    void shouldRefuseStateWhenVersionIsUnknown() {
        assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of gateway split: version=2, supported=1");
    }

    @Test
    void shouldRefuseNegativeOffset() {
        assertThatThrownBy(() -> new GatewaySplit(SPLIT.address(), 1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nextOffset=-1");
    }
}
