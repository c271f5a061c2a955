package io.forebay.connectors.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayChannelsTest {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1:7420", "[2001:db8::1]:7420", "0.0.0.0:7420"})
    void shouldNotConnectToOtherMachinesWithoutTls(String address) {
        GatewayChannels channels = GatewayChannels.from(new Configuration());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> channels.open(GatewayAddress.parse(address)))
                .withMessageContaining("without TLS only gateways on loopback addresses")
                .withMessageContaining("forebay.gateway.tls.ca")
                .withMessageContaining("address=" + address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7420", "[::1]:7420", "localhost:7420"})
    void shouldConnectToThisMachineWithoutTls(String address) {
        var channel = GatewayChannels.plaintext().open(GatewayAddress.parse(address));
        assertThat(channel.shutdownNow().isShutdown()).isTrue();
    }

    @Test
    void shouldTravelWithTheJobAndReadFilesWhereItOpens() throws Exception {
        Configuration config =
                new Configuration()
                        .set(GatewayTlsOptions.CA, directory.resolve("ca.crt").toString())
                        .set(GatewayTlsOptions.CERTIFICATE, directory.resolve("a.crt").toString())
                        .set(GatewayTlsOptions.KEY, directory.resolve("a.key").toString());
        GatewayChannels channels = InstantiationUtil.clone(GatewayChannels.from(config));
        assertThatThrownBy(() -> channels.open(GatewayAddress.parse("192.0.2.1:7420")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("ca.crt")
                .hasMessageContaining("forebay.gateway.tls.ca");
        for (String file : new String[] {"ca.crt", "a.crt", "a.key"}) {
            Files.writeString(directory.resolve(file), "junk");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> channels.open(GatewayAddress.parse("192.0.2.1:7420")))
                .withMessageContaining("TLS files cannot be used")
                .withMessageContaining("a.crt");
    }
}
