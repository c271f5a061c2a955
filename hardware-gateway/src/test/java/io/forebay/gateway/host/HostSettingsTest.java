package io.forebay.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostSettingsTest {
    private static final Map<String, Path> FILE = Map.of("disk", Path.of("/dev/zero"));

    @Test
    void shouldKeepWhatIsAllowed() {
        NetworkSettings network = network("eth0", 1_000_000, Map.of("web", "tcp port 80"));
        var settings = new HostSettings(Optional.of(network), FILE, 4_096);
        assertThat(settings.files()).isEqualTo(FILE);
        assertThat(network.names("eth0")).isTrue();
        assertThat(network.names("web")).isTrue();
        assertThat(network.names("disk")).isFalse();
    }

    @Test
    void shouldRefuseWhenNothingIsNamedOrNamesCollide() {
        refused("neither an interface", () -> new HostSettings(Optional.empty(), Map.of(), 1));
        refused("prefetchBlocksPerFile=0", () -> new HostSettings(Optional.empty(), FILE, 0));
        refused(
                "same name: name=disk",
                () ->
                        new HostSettings(
                                Optional.of(network("eth0", 1_000_000, Map.of("disk", "udp"))),
                                FILE,
                                1));
        refused(
                "name of the interface: name=eth0",
                () -> network("eth0", 1_000_000, Map.of("eth0", "udp")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a b", "a/b", "an-interface-name-too-long"})
    void shouldRefuseWhatIsNoInterface(String name) {
        refused("interfaceName=", () -> NetworkSettings.of(name));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 63_999, 2_000_000_000_000L})
    void shouldRefuseARateThatTheKernelCannotHold(long rate) {
        refused("rateBitsPerSecond=" + rate, () -> network("eth0", rate, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "a/b", "../a"})
    void shouldRefuseNamesThatTheShellOrAFolderWouldMisread(String name) {
        refused("name=" + name, () -> network("eth0", 1_000_000, Map.of(name, "udp")));
        refused(
                "name=" + name,
                () -> new HostSettings(Optional.empty(), Map.of(name, Path.of("x")), 1));
    }

    private static NetworkSettings network(String name, long rate, Map<String, String> flows) {
        return new NetworkSettings(name, Optional.empty(), OptionalLong.of(rate), flows, 256);
    }

    private static void refused(String reason, Runnable construction) {
        assertThatIllegalArgumentException()
                .isThrownBy(construction::run)
                .withMessageContaining(reason);
    }
}
