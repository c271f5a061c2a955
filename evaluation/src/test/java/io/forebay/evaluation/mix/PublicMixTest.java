package io.forebay.evaluation.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicMixTest {
    private static Path blockTraces() {
        Path directory = Path.of(System.getProperty("forebay.data.dir", ""), "block");
        assumeTrue(Files.isDirectory(directory), "no sample traces: directory=" + directory);
        return directory;
    }

    @Test
    void shouldHaveThePublishedSizeWhenBuiltFromTheSampleTraces() throws IOException {
        DeviceMix mix = PublicMix.build(blockTraces());
        assertThat(mix.name()).isEqualTo("PUBLIC-L");
        assertThat(mix.functions()).hasSize(23);
        assertThat(mix.requestCount()).isEqualTo(142_787);
        assertThat(mix.byteCount()).isEqualTo(5_206_445_568L);
        assertThat(mix.spanNanos()).isEqualTo(60_000_000_000L);
        assertThat(mix.functions().get(21))
                .isEqualTo(new MixFunction("hm_0", "hm_0", 26_000, 251_929_600));
        assertThat(mix.functions().get(15))
                .isEqualTo(new MixFunction("tpcc", "10", 2_155, 17_899_520));
    }

    @Test
    void shouldSayWhatDiffersWhenATraceIsNotTheOneExpected(@TempDir Path other) throws IOException {
        try (Stream<Path> files = Files.list(blockTraces())) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
        Path replaced = other.resolve("mqsim-tpcc-small.trace.gz");
        Files.delete(replaced);
        Files.copy(other.resolve("mqsim-wsrch-small.trace.gz"), replaced);
        assertThatThrownBy(() -> PublicMix.build(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("do not give the public mix")
                .hasMessageContaining("expected=58d0cc2522aa");
    }

    @Test
    void shouldNameTheFileWhenATraceIsMissing(@TempDir Path empty) {
        assertThatThrownBy(() -> PublicMix.build(empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing: file=")
                .hasMessageContaining("cloudPhysicsIO.vscsi.gz");
    }
}
