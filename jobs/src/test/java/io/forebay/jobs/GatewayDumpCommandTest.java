package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.gateway.engine.EngineSettings;
import io.forebay.gateway.engine.OffloadEngine;
import io.forebay.gateway.ring.RingDirectory;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceReader;
import io.forebay.traces.Traces;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayDumpCommandTest {
    private static final long START_NANOS = 1_700_000_000_000_000_000L;
    private static final String BLOCK = "d/vol, \"1\"";
    private static final String PORT = "d/port";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path directory;

    private RingDirectory rings;

    private int dump(String... options) {
        List<String> arguments = new ArrayList<>(List.of("gateway", "dump", "--dir"));
        arguments.add(directory.toString());
        arguments.addAll(List.of(options));
        return Forebay.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    /** A gateway that lives: some of its elements completed, some pending. */
    @BeforeEach
    void fill() throws IOException {
        rings = RingDirectory.open(directory, "d", 64);
        var engine = new OffloadEngine(EngineSettings.defaults("d"), event -> {}, rings);
        for (int i = 0; i < 20; i++) {
            engine.arrive(element(BLOCK, i, ElementKind.BLOCK, Operation.READ, i * 4096L));
            engine.arrive(element(PORT, i, ElementKind.ETHERNET, Operation.FRAME, 0));
        }
        engine.advanceTo(START_NANOS + 400_000);
    }

    @AfterEach
    void close() throws IOException {
        rings.close();
    }

    private static TrafficElement element(
            String function, long sequence, ElementKind kind, Operation operation, long address) {
        return TrafficElement.newBuilder()
                .setFunctionId(function)
                .setSequence(sequence)
                .setEventTimeNanos(START_NANOS + sequence * 1_000)
                .setKind(kind)
                .setOperation(operation)
                .setAddress(address)
                .setLengthBytes(1500)
                .setOrderingDomain(sequence)
                .setCorrelationId(sequence)
                .setTrafficClass(3)
                .setRelaxedOrdering(false)
                .build();
    }

    @Test
    void shouldShowPendingAndCompletedElementsAsATable() {
        assertThat(dump("--last", "12")).isZero();
        assertThat(out.toString())
                .contains("d/port: generation 1, logging on")
                .contains("COMPLETED")
                .contains("QUEUED")
                .contains("2023-11-14T22:13:20.000019Z")
                .contains("0x13000");
    }

    @Test
    void shouldGiveEveryFieldAsJson() throws IOException {
        assertThat(dump("--format", "json", "--function", BLOCK)).isZero();
        JsonNode ring = new ObjectMapper().readTree(out.toString()).get("rings").get(0);
        assertThat(ring.get("functionId").asText()).isEqualTo(BLOCK);
        assertThat(ring.get("entries")).hasSize(20);
        JsonNode first = ring.get("entries").get(0);
        assertThat(first.get("state").asText()).isEqualTo("COMPLETED");
        assertThat(first.get("arrivalNanos").asLong()).isEqualTo(START_NANOS);
        assertThat(first.get("serviceStartNanos").asLong()).isEqualTo(START_NANOS);
        assertThat(first.get("completedNanos").asLong()).isGreaterThan(START_NANOS);
        assertThat(first.get("lost").asBoolean()).isFalse();
    }

    @Test
    void shouldQuoteFunctionsInCommaSeparatedValues() throws IOException {
        Path file = directory.resolve("dump.csv");
        assertThat(dump("--format", "csv", "--output", file.toString())).isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(41);
        assertThat(lines.get(0)).startsWith("functionId,serial,generation,sequence,state,lost,");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("\"d/vol, \"\"1\"\"\",0,1,0,COMPLETED,"));
        int columns = lines.get(0).split(",", -1).length;
        assertThat(lines.get(1).split(",", -1)).hasSize(columns);
    }

    @Test
    void shouldGiveACaptureThatIsReadAgainWhenPcapIsAsked() throws IOException {
        Path file = directory.resolve("dump.pcap");
        assertThat(dump("--format", "pcap", "--output", file.toString())).isZero();
        List<DeadLetter> deadLetters = new ArrayList<>();
        List<TrafficElement> elements = new ArrayList<>();
        try (TraceReader reader = Traces.open(file, TraceFormat.PCAP, "d", deadLetters::add)) {
            for (TrafficElement element = reader.next(); element != null; element = reader.next()) {
                elements.add(element);
            }
        }
        assertThat(deadLetters).isEmpty();
        assertThat(elements).hasSize(40);
        assertThat(elements)
                .isSortedAccordingTo(Comparator.comparingLong(TrafficElement::getEventTimeNanos));
        assertThat(elements.stream().filter(e -> e.getFunctionId().equals(BLOCK)).toList())
                .first()
                .isEqualTo(element(BLOCK, 0, ElementKind.BLOCK, Operation.READ, 0));
    }

    @Test
    void shouldDumpTheOthersWhenOneFileIsDamaged() throws IOException {
        Path file = RingDirectory.ringFile(directory, PORT);
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= (byte) 1;
        Files.write(file, bytes);
        assertThat(dump()).isEqualTo(1);
        assertThat(err.toString()).contains("d%2fport.ring: not a ring file");
        assertThat(out.toString()).contains("d/vol");
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThat(dump("--function", "d/none")).isEqualTo(1);
        assertThat(err.toString()).contains("function has no ring: functionId=d/none");
        assertThat(dump("--last", "0")).isEqualTo(2);
        assertThat(dump("--format", "pcap")).isEqualTo(2);
        String[] missing = {"gateway", "dump", "--dir", directory.resolve("none").toString()};
        assertThat(Forebay.commandLine().setErr(new PrintWriter(err)).execute(missing))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no such directory");
    }
}
