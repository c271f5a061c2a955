package io.forebay.traces.tlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.ReadTrace;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.block.SampleTraces;
import io.forebay.traces.capture.PcapWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TlpTraceReaderTest {
    private static final Path FIXTURES =
            Path.of(System.getProperty("forebay.data.dir", "."), "tlp", "tlp-tool-fixtures");
    private static final String READ = "00000001 0100000f 00001000";

    private List<DeadLetter> deadLetters = List.of();

    private List<TrafficElement> read(byte[] file) throws IOException {
        ReadTrace trace = ReadTrace.ofBytes(file, TraceFormat.TLP, "dev");
        deadLetters = trace.deadLetters();
        return trace.elements();
    }

    private List<TrafficElement> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private List<TrafficElement> readFixture(String name) throws IOException {
        assumeTrue(Files.isDirectory(FIXTURES), "no TLP fixtures at forebay.data.dir");
        return read(Files.readAllBytes(FIXTURES.resolve(name)));
    }

    private List<String> reasons() {
        return deadLetters.stream().map(DeadLetter::getReason).toList();
    }

    @Test
    void shouldReadEveryWayToWriteBytes() throws IOException {
        List<TrafficElement> elements =
                read(
                        "# a comment\n\n"
                                + "00 00 00 01 01 00 00 0f 00 00 10 00\n"
                                + "0x00000001 0x0100000F 0x00001000\r\n"
                                + "  000000010100000f00001000   # behind it\n"
                                + READ);

        assertThat(deadLetters).isEmpty();
        assertThat(elements).hasSize(4);
        assertThat(elements).allMatch(e -> e.getAddress() == 0x1000);
        assertThat(elements.stream().map(TrafficElement::getSequence))
                .containsExactly(0L, 1L, 2L, 3L);
        assertThat(elements.stream().map(TrafficElement::getEventTimeNanos))
                .containsExactly(0L, 1_000L, 2_000L, 3_000L);
    }

    @Test
    void shouldTakeTimesWhenLinesHaveThem() throws IOException {
        List<TrafficElement> elements =
                read("1700000000.5: " + READ + "\n" + READ + "\n3.000000007:\t" + READ);

        assertThat(elements.stream().map(TrafficElement::getEventTimeNanos))
                .containsExactly(
                        1_700_000_000_500_000_000L, 1_700_000_000_500_001_000L, 3_000_000_007L);
    }

    @Test
    void shouldSayWhichLineWhenItCannotBeUsed() throws IOException {
        List<TrafficElement> elements =
                read(
                        READ
                                + "\nhello\n00 0\n000000010100\n40004001 0100000f 00001000 00000000\n"
                                + "ff".repeat(5_000)
                                + "\n"
                                + "00".repeat(40_000)
                                + "\nTLP Header:\n60000001 0100000f 00000001 00001000\n"
                                + READ);

        assertThat(elements).hasSize(2);
        assertThat(deadLetters.stream().map(DeadLetter::getPosition))
                .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(deadLetters).allMatch(letter -> letter.getPositionUnit().equals("line"));
        assertThat(reasons().get(0)).isEqualTo("not pairs of hexadecimal digits: text=hello");
        assertThat(reasons().get(1)).isEqualTo("not pairs of hexadecimal digits: text=0");
        assertThat(reasons().get(2)).startsWith("TLP ends inside its header");
        assertThat(reasons().get(3)).contains("poisoned TLP");
        assertThat(reasons().get(4)).startsWith("longer than any TLP");
        assertThat(reasons().get(5)).startsWith("the line is longer than");
        assertThat(reasons().get(6)).isEqualTo("no hexadecimal digits");
        assertThat(reasons().get(7)).startsWith("TLP is shorter than its header says");
        assertThat(deadLetters.get(0).getExcerpt()).isEqualTo("hello");
    }

    @Test
    void shouldReadPlainHeaderLogs() throws IOException {
        List<TrafficElement> elements = readFixture("valid_tlps.txt");

        assertThat(deadLetters).isEmpty();
        assertThat(elements.stream().map(TrafficElement::getOperation))
                .containsExactly(Operation.CONFIG_READ, Operation.COMPLETION_WITH_DATA);
    }

    @Test
    void shouldReadKernelLogWithItsTimes() throws IOException {
        List<TrafficElement> elements = readFixture("aer_output.txt");

        assertThat(deadLetters).isEmpty();
        assertThat(elements.stream().map(TrafficElement::getEventTimeNanos))
                .containsExactly(1_234_567_893_000L, 2_345_678_904_000L);
        assertThat(elements.get(1).getOperation()).isEqualTo(Operation.CONFIG_READ);
        assertThat(elements.get(1).getFunctionId()).isEqualTo("dev/00:00.0");
    }

    @Test
    void shouldReadLspciAndPassOverEmptyLogs() throws IOException {
        List<TrafficElement> elements = readFixture("lspci_output.txt");

        assertThat(deadLetters).isEmpty();
        assertThat(elements.stream().map(TrafficElement::getOperation))
                .containsExactly(Operation.CONFIG_READ, Operation.COMPLETION_WITH_DATA);
    }

    @Test
    void shouldRefuseFlitModeWhenTheLogSaysSo() throws IOException {
        for (String name :
                List.of("aer_output_flit.txt", "aer_output_flit_0x.txt", "lspci_output_flit.txt")) {
            assertThat(readFixture(name)).as(name).hasSize(1);
            assertThat(reasons()).as(name).hasSize(1);
            assertThat(reasons().get(0)).startsWith("flit mode is not supported");
        }
        assertThat(readFixture("flit_tlps.txt")).isEmpty();
        assertThat(reasons()).hasSize(2).allMatch(reason -> reason.contains("flit mode"));
    }

    @Test
    void shouldPutPrefixesFirstWhenKernelPrintsThemLast() throws IOException {
        List<TrafficElement> elements =
                read(
                        "[    1.500000] pci 0000:01:00.0:   TLP Header: 0x00000001 0x0100000f"
                                + " 0x00001000 0x00000000 E-E Prefixes: 0x91000001\n"
                                + "TLP Header (Flit): 0x00000001 0x0100000f 0x00001000\n");

        assertThat(elements).hasSize(1);
        assertThat(elements.get(0).getAddress()).isEqualTo(0x1000);
        assertThat(elements.get(0).getEventTimeNanos()).isEqualTo(1_500_000_000L);
        assertThat(reasons()).hasSize(1);
        assertThat(reasons().get(0)).startsWith("flit mode is not supported");
    }

    @Test
    void shouldReadCaptureWhenFileStartsLikeOne() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = new PcapWriter(out, PcapWriter.LINK_TYPE_USER0)) {
            writer.write(77, HexFormat.of().parseHex(READ.replace(" ", "")));
            writer.write(78, new byte[] {0, 0, 0, 0});
        }

        List<TrafficElement> elements = read(out.toByteArray());

        assertThat(elements).hasSize(1);
        assertThat(elements.get(0).getEventTimeNanos()).isEqualTo(77);
        assertThat(elements.get(0).getFunctionId()).isEqualTo("dev/01:00.0");
        assertThat(reasons()).hasSize(1);
        assertThat(deadLetters.get(0).getPosition()).isEqualTo(24 + 16 + 12);
    }

    @Test
    void shouldSayInAsciiWhatIsWrongWhenLinesAreBinary() throws IOException {
        byte[] file = {0x12, (byte) 0xff, 0, '\n', 'z', (byte) 0x80, '\n', '0', 'x', '\n'};

        assertThat(read(file)).isEmpty();
        assertThat(reasons())
                .containsExactly(
                        "not pairs of hexadecimal digits: text=...",
                        "not hexadecimal: text=z.",
                        "not pairs of hexadecimal digits: text=0x");
        assertThat(deadLetters.stream().map(DeadLetter::getExcerpt))
                .containsExactly("12ff00", "7a80", "0x");
    }

    @Test
    void shouldRefuseLastLineWhenGzipEndsInsideIt() throws IOException {
        byte[] gzip = SampleTraces.gzip((READ + "\n" + READ).getBytes(StandardCharsets.US_ASCII));

        assertThat(read(Arrays.copyOf(gzip, gzip.length - 4))).hasSize(1);
        assertThat(reasons()).hasSize(2).contains("the line is cut off");
    }

    @Property(tries = 1_000)
    void shouldGiveElementOrReasonWhenLineIsAnyText(
            @ForAll @StringLength(max = 80) String text, @ForAll @Size(max = 40) byte[] bytes)
            throws IOException {
        String line = text.replaceAll("[\\n#]", " ");

        int found = read("00" + line + "\n" + HexFormat.of().formatHex(bytes)).size();

        int expected = bytes.length == 0 ? 1 : 2;
        assertThat(found + deadLetters.size()).isEqualTo(expected);
    }
}
