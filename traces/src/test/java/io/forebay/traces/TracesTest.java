package io.forebay.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.block.SampleTraces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "cloudPhysicsIO.vscsi.gz, cloudPhysicsIO",
        "a b/c d.e, c-d",
        "hm_0-1.csv, hm_0-1",
        ".hidden.trace, hidden",
        "..., trace",
        "déjà.csv, d-j-",
        "trace, trace"
    })
    void shouldMakeDeviceNameOfFileName(String file, String deviceName) {
        assertThat(Traces.deviceNameOf(Path.of(file))).isEqualTo(deviceName);
    }

    @Test
    void shouldKeepDeviceNameShort() {
        assertThat(Traces.deviceNameOf(Path.of("x".repeat(200)))).isEqualTo("x".repeat(64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "ä"})
    void shouldRefuseDeviceNameThatCannotStandInFunctionId(String deviceName) throws IOException {
        Path file = Files.createFile(directory.resolve("trace"));
        assertThatThrownBy(() -> Traces.open(file, TraceFormat.MSR, deviceName, letter -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("deviceName=" + deviceName);
    }

    @Test
    void shouldNameFileThatCannotBeOpened() {
        Path missing = directory.resolve("missing.csv");
        assertThatThrownBy(() -> Traces.open(missing, TraceFormat.MSR, "d", letter -> {}))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing.csv");
        assertThatThrownBy(() -> Traces.open(directory, TraceFormat.MSR, "d", letter -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a directory");
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowEveryFormatByItsLabel(TraceFormat format) {
        assertThat(TraceFormat.parse(format.label())).isEqualTo(format);
        assertThat(TraceFormat.parse(" " + format.name())).isEqualTo(format);
    }

    @Test
    void shouldNameWhatIsAllowedWhenFormatIsUnknown() {
        assertThatThrownBy(() -> TraceFormat.parse("csv"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unknown trace format: format=csv, allowed: vscsi, msr, systor, mqsim,"
                                + " disksim, blkparse, pcap, tlp");
    }

    @ParameterizedTest
    @EnumSource
    void shouldReportEmptyFileOfEveryFormat(TraceFormat format) throws IOException {
        ReadTrace trace = ReadTrace.ofBytes(directory, "empty", new byte[0], format);
        assertThat(trace.elements()).isEmpty();
        assertThat(trace.deadLetters())
                .containsExactly(new DeadLetter("empty", 0L, "byte", "the file is empty", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MSR|128166372003061629,hm,0,Read,383496192,32768,413",
                "SYSTOR|1456095145.1,,R,3,0,512",
                "MQSIM|938513000 4 264719034 16 0",
                "DISKSIM|7961.833 0 20228336 8 0",
                "BLKPARSE|8,0 1 1 0.000000000 4162 Q R 223490 + 8 [cat]",
                "TLP|40000001 0100000f 12345678 deadbeef"
            })
    void shouldReadFirstLineBehindByteOrderMark(TraceFormat format, String line)
            throws IOException {
        byte[] text = ("\ufeff" + line + "\n").getBytes(StandardCharsets.UTF_8);
        ReadTrace trace = ReadTrace.ofBytes(text, format, "device");
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(trace.elements()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWithDeadLetterWhenGzipIsCutOff(TraceFormat format) throws IOException {
        byte[] gzip = SampleTraces.gzip(new byte[100]);
        byte[] cutOff = Arrays.copyOf(gzip, 12);
        ReadTrace trace = ReadTrace.ofBytes(directory, "cut", cutOff, format);
        assertThat(trace.elements()).isEmpty();
        assertThat(trace.reasons().get(0)).startsWith("the gzip file is damaged or cut off");
    }

    @Test
    void shouldReadCapturePackedAndPlain() throws IOException {
        Path file = RealData.file("ethernet/zeek_nfs_write.pcap");
        ReadTrace plain = ReadTrace.of(file, TraceFormat.PCAP, "device");
        byte[] packed = SampleTraces.gzip(Files.readAllBytes(file));
        assertThat(plain.elements()).hasSize(153);
        assertThat(plain.elements())
                .allSatisfy(e -> assertThat(ElementRules.violation(e)).isNull())
                .extracting(TrafficElement::getKind)
                .containsOnly(ElementKind.ETHERNET);
        ReadTrace unpacked =
                ReadTrace.ofBytes(
                        directory, file.getFileName().toString(), packed, TraceFormat.PCAP);
        assertThat(unpacked).isEqualTo(plain);
    }

    @Test
    void shouldReadTlpText() throws IOException {
        // Memory write of one word to 0x12345678 by requester 01:00.0.
        byte[] text = "40000001 0100000f 12345678 deadbeef\n".getBytes(StandardCharsets.US_ASCII);
        ReadTrace trace = ReadTrace.ofBytes(directory, "tlps", text, TraceFormat.TLP);
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(trace.elements()).hasSize(1);
        assertThat(trace.elements().get(0).getKind()).isEqualTo(ElementKind.TLP);
        assertThat(trace.elements().get(0).getAddress()).isEqualTo(0x1234_5678L);
    }
}
