package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.traces.capture.PcapWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole loop: gateway, Flink job and report, over the loopback interface. */
class EmbeddedRunITCase {
    /** Of the block trace, two hours long: its first half hour. */
    private static final long BLOCK_ELEMENTS = 30_000;

    /** More than a tenth below the 5.195 bits that the best reference model needs for these. */
    private static final double MOST_BITS = 4.6;

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldGiveTheSameReportTwiceAtSpeedMax(int parallelism) throws IOException {
        String[] options = {
            "--synthetic",
            "mixed",
            "--seed",
            "42",
            "--speed",
            "max",
            "--limit",
            "4000",
            "--parallelism",
            String.valueOf(parallelism)
        };
        CommandLineRunner first = new CommandLineRunner(directory).run(options);
        CommandLineRunner second = new CommandLineRunner(directory).run(options);
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.report().at("/elements/tagged").asLong()).isEqualTo(4000);
        assertThat(first.report().at("/prefetch/issuedBlocks").asLong()).isPositive();
        assertThat(first.report().at("/commands/allocationsApplied").asLong()).isPositive();
        assertThat(first.report().at("/edge/decided").asLong()).isPositive();
        assertThat(first.report().at("/edge/modelsRefused").asLong()).isZero();
        assertThat(second.json()).isEqualTo(first.json());
    }

    @Test
    void shouldAccountForEveryElementOfALiveRun() throws IOException {
        var runner = new CommandLineRunner(directory).run("--duration", "3", "--speed", "0.5");
        assertThat(runner.exitCode()).as(runner.output()).isZero();
        JsonNode elements = runner.report().get("elements");
        assertThat(elements.get("captured").asLong()).isPositive();
        assertThat(elements.get("processed")).isEqualTo(elements.get("captured"));
        assertThat(elements.get("completed")).isEqualTo(elements.get("captured"));
        assertThat(elements.get("missed").asLong()).isZero();
        assertThat(elements.get("tagged").asLong() + elements.get("untagged").asLong())
                .isEqualTo(elements.get("captured").asLong());
    }

    @Test
    void shouldPredictAndPrefetchARealBlockTrace() throws IOException {
        JsonNode report =
                run(
                        data("block/cloudPhysicsIO.vscsi.gz"),
                        "vscsi",
                        "--limit",
                        String.valueOf(BLOCK_ELEMENTS));
        assertThat(report.at("/elements/read").asLong()).isEqualTo(BLOCK_ELEMENTS);
        assertThat(report.at("/bitsPerRequest/total").asDouble()).isLessThan(MOST_BITS);
        assertThat(report.at("/prefetch/coverage").asDouble()).isGreaterThan(0.5);
        assertThat(report.at("/prefetch/netBenefit").asDouble()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "ethernet/zeek_smb2_100_small_files.pcap,979",
        "ethernet/ndpi_alexa-app.pcapng,3103"
    })
    void shouldCarryRealCaptures(String name, long packets) throws IOException {
        JsonNode report = run(data(name), "pcap");
        assertThat(report.at("/elements/read").asLong()).isEqualTo(packets);
    }

    @Test
    void shouldCarryTransactionLayerPackets() throws IOException {
        JsonNode vectors =
                new ObjectMapper()
                        .readTree(Files.readString(data("tlp/tlp-vectors.json")))
                        .get("vectors");
        Path capture = directory.resolve("vectors.pcap");
        long timeNanos = 0;
        long poisoned = 0;
        try (var writer =
                new PcapWriter(Files.newOutputStream(capture), PcapWriter.LINK_TYPE_USER0)) {
            for (JsonNode vector : vectors) {
                timeNanos += 1000;
                poisoned += vector.at("/fields/ep").asBoolean() ? 1 : 0;
                writer.write(timeNanos, HexFormat.of().parseHex(vector.get("hex").asText()));
            }
        }
        JsonNode report = run(capture, "tlp");
        assertThat(report.at("/elements/captured").asLong()).isEqualTo(vectors.size() - poisoned);
        assertThat(report.get("deadLetters").asLong()).isEqualTo(poisoned).isPositive();
        assertThat(report.get("deadLettersByReason").fieldNames().next()).contains("poisoned");
    }

    private JsonNode run(Path trace, String format, String... more) throws IOException {
        List<String> options = new ArrayList<>();
        options.addAll(List.of("--trace", trace.toString(), "--format", format, "--speed", "max"));
        options.addAll(List.of(more));
        var runner = new CommandLineRunner(directory).run(options.toArray(String[]::new));
        assertThat(runner.exitCode()).as(runner.output()).isZero();
        JsonNode report = runner.report();
        JsonNode elements = report.get("elements");
        assertThat(elements.get("processed")).isEqualTo(elements.get("captured"));
        assertThat(elements.get("tagged")).isEqualTo(elements.get("captured"));
        return report;
    }

    private static Path data(String name) {
        Path file = Path.of(System.getProperty("forebay.data.dir", "missing"), name);
        assumeTrue(Files.exists(file), "sample data is missing: " + file);
        return file;
    }
}
