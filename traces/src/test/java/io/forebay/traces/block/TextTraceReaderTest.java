package io.forebay.traces.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.ReadTrace;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextTraceReaderTest {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(names = {"MSR", "SYSTOR", "MQSIM", "DISKSIM", "BLKPARSE"})
    void shouldReadSameWhateverEndsTheLines(TraceFormat format) throws IOException {
        ReadTrace plain = read(SampleTraces.text(format, 100, "\n"), format);
        byte[] unterminated = SampleTraces.text(format, 100, "\n");
        unterminated = Arrays.copyOf(unterminated, unterminated.length - 1);
        assertThat(plain.elements()).hasSize(100);
        assertThat(plain.deadLetters()).isEmpty();
        assertThat(read(SampleTraces.text(format, 100, "\r\n"), format)).isEqualTo(plain);
        assertThat(read(SampleTraces.text(format, 100, "\n\n"), format)).isEqualTo(plain);
        assertThat(read(SampleTraces.text(format, 100, " \t\r\n"), format)).isEqualTo(plain);
        assertThat(read(unterminated, format)).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource(names = {"VSCSI", "MSR", "SYSTOR", "MQSIM", "DISKSIM", "BLKPARSE"})
    void shouldReadSameWhenPackedAndWhenPackedInTwoMembers(TraceFormat format) throws IOException {
        byte[] bytes = SampleTraces.write(format, 3_000);
        ReadTrace plain = read(bytes, format);
        byte[] first = Arrays.copyOf(bytes, bytes.length / 3);
        byte[] second = Arrays.copyOfRange(bytes, bytes.length / 3, bytes.length);
        assertThat(plain.elements()).hasSize(3_000);
        assertThat(read(SampleTraces.gzip(bytes), format)).isEqualTo(plain);
        assertThat(read(SampleTraces.gzip(first, second), format)).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource(names = {"VSCSI", "MSR", "SYSTOR", "MQSIM", "DISKSIM", "BLKPARSE"})
    void shouldSaySoOnceWhenFileIsEmpty(TraceFormat format) throws IOException {
        assertThat(read(new byte[0], format).elements()).isEmpty();
        assertThat(read(new byte[0], format).reasons()).containsExactly("the file is empty");
        assertThat(read(SampleTraces.gzip(new byte[0]), format).reasons())
                .containsExactly("the file is empty");
    }

    @Test
    void shouldReadNanosecondsExactly() throws IOException {
        assertThat(only("1456095145.133076123,,R,3,0,512", TraceFormat.SYSTOR).getEventTimeNanos())
                .isEqualTo(1_456_095_145_133_076_123L);
        assertThat(only("4503599627.370497123 0 1 1 0", TraceFormat.DISKSIM).getEventTimeNanos())
                .isEqualTo(4_503_599_627_370_497L);
        assertThat(only("5e-05 0 1 1 0", TraceFormat.DISKSIM).getEventTimeNanos()).isEqualTo(50);
        assertThat(only("1.5E+3 0 1 1 0", TraceFormat.DISKSIM).getEventTimeNanos())
                .isEqualTo(1_500_000_000);
    }

    @Test
    void shouldReadHexadecimalFlagsOfDisksim() throws IOException {
        assertThat(only("1 0 8 8 0x21", TraceFormat.DISKSIM).getOperation())
                .isEqualTo(Operation.READ);
        assertThat(only("1 0 8 8 B", TraceFormat.DISKSIM).getOperation()).isEqualTo(Operation.READ);
        assertThat(only("1 0 8 8 10", TraceFormat.DISKSIM).getOperation())
                .isEqualTo(Operation.WRITE);
    }

    @Test
    void shouldSkipHeadersOfJoinedSystorFiles() throws IOException {
        String header = "Timestamp,Response,IOType,LUN,Offset,Size\n";
        ReadTrace trace =
                read(
                        header + "1.0,,R,0,0,512\n" + header + "2.0,0.1,W,1,512,512\n",
                        TraceFormat.SYSTOR);
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(trace.elements())
                .extracting(TrafficElement::getFunctionId)
                .containsExactly("device/0", "device/1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MQSIM|1 0 8 8|a field is missing: op",
                "MQSIM|1 0 8 8 2|neither 0 nor 1: op",
                "MQSIM|1 0 8 8 1 7|there are too many fields: after op",
                "MQSIM|-1 0 8 8 1|a number is negative: time",
                "MQSIM|1 0 -8 8 1|a number is negative: first sector",
                "MQSIM|1 0 8 0 1|the request has no length",
                "MQSIM|1 0 8 x 1|not a whole number: size in sectors",
                "MQSIM|9223372036854775808 0 8 8 1|a number is too large: time",
                "MQSIM|9223372036854775807 0 8 8 1|the time is after the year 2116",
                "MQSIM|1 0 18014398509481984 8 1|a number is too large: first sector",
                "MQSIM|1 0 18014398509481983 8 1|the request ends beyond 2^63 bytes",
                "MQSIM|1 0 8 4294967296 1|the request is longer than 1 TiB",
                "DISKSIM|1.2.3 0 8 8 1|not a decimal number: time",
                "DISKSIM|. 0 8 8 1|not a decimal number: time",
                "DISKSIM|1e 0 8 8 1|not a decimal number: time",
                "DISKSIM|1e99 0 8 8 1|a time is beyond what nanoseconds can hold: time",
                "DISKSIM|NaN 0 8 8 1|not a decimal number: time",
                "DISKSIM|-0.5 0 8 8 1|a number is negative: time",
                "DISKSIM|1 0 8 8 0xZ|not a hexadecimal number: flags",
                "MSR|128166372003061629,hm,1,Flush,0,512,1|neither Read nor Write: type",
                "MSR|128166372003061629,hm,,Read,0,512,1|a field is empty: disk",
                "MSR|128166372003061629,,1,Read,0,512,1|a field is empty: host",
                "MSR|128166372003061629,h/m,1,Read,0,512,1|not a usable volume name, or too many"
                        + " volumes: host",
                "MSR|1,hm,1,Read,0,512,1|a time is before 1970: timestamp",
                "MSR|999999999999999999,hm,1,Read,0,512,1|a time is beyond what nanoseconds can"
                        + " hold: timestamp",
                "MSR|128166372003061629,hm,1,Read,0,512,1,2|there are too many fields: after"
                        + " response",
                "MSR|128166372003061629,hm,1,Read,0|a field is missing: size",
                "SYSTOR|1.0,,X,0,0,512|neither R nor W: IOType",
                "SYSTOR|1.0,,R,0,,512|a field is empty: Offset",
                "SYSTOR|1.0,,R,0,0|a field is missing: Size",
                "SYSTOR|,,R,0,0,512|a field is empty: Timestamp",
                "SYSTOR|1.0,,R,0,0,512,1|there are too many fields: after Size",
                "BLKPARSE|nonsense|not major,minor: device",
                "BLKPARSE|8,0 1 2 0.5 7 ?? R 8 + 8 [x]|not an action of blkparse: action",
                "BLKPARSE|8,0 1 2 0.5 7 Q R 8 - 8 [x]|a field is missing: +",
                "BLKPARSE|8,0 1 2 0.5 7 Q Z 8 + 8 [x]|not a read, write, discard or flush: rwbs",
                "BLKPARSE|8,0 1 2 0.5 7 Q R [x]|the request has no length",
            })
    void shouldNameFieldAndKeepReadingWhenLineIsBad(TraceFormat format, String line, String reason)
            throws IOException {
        String good = new String(SampleTraces.text(format, 2, "\n"), StandardCharsets.US_ASCII);
        ReadTrace trace = read(good + line + "\n" + good, format);
        assertThat(trace.elements()).hasSize(4);
        int lineNumber = format == TraceFormat.SYSTOR ? 4 : 3;
        assertThat(trace.deadLetters())
                .containsExactly(new DeadLetter("trace", (long) lineNumber, "line", reason, line));
    }

    @Test
    void shouldSkipToNextLineWhenLineIsLongerThanBuffer() throws IOException {
        String tail = "\n5 0 8 8 1\n";
        for (int length : new int[] {65_537, 262_144, 262_145, 1_000_000}) {
            ReadTrace trace = read("4 0 8 8 1\n" + "7".repeat(length) + tail, TraceFormat.MQSIM);
            assertThat(trace.elements())
                    .extracting(TrafficElement::getEventTimeNanos)
                    .containsExactly(4L, 5L);
            assertThat(trace.reasons()).containsExactly("the line is longer than 65536 bytes");
            assertThat(trace.deadLetters().get(0).getPosition()).isEqualTo(2);
            assertThat(trace.deadLetters().get(0).getExcerpt()).isEqualTo("7".repeat(120));
        }
    }

    @Test
    void shouldGiveExcerptInHexadecimalWhenLineIsNotText() throws IOException {
        ReadTrace trace = read(new byte[] {0, 1, (byte) 0xfe, '\n'}, TraceFormat.MQSIM);
        assertThat(trace.deadLetters())
                .extracting(DeadLetter::getExcerpt)
                .containsExactly("0001fe");
    }

    @Test
    void shouldRefuseCutOffLineWhenGzipEndsInsideIt() throws IOException {
        byte[] stored =
                SampleTraces.gzip("1 0 8 8 1\n2 0 8 8 1".getBytes(StandardCharsets.US_ASCII));
        byte[] withoutTrailer = Arrays.copyOf(stored, stored.length - 4);
        ReadTrace trace = read(withoutTrailer, TraceFormat.MQSIM);
        assertThat(trace.elements()).hasSize(1);
        assertThat(trace.reasons()).hasSize(2);
        assertThat(trace.reasons().get(1)).isEqualTo("the line is cut off");
    }

    private TrafficElement only(String line, TraceFormat format) throws IOException {
        ReadTrace trace = read(line, format);
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(trace.elements()).hasSize(1);
        return trace.elements().get(0);
    }

    private ReadTrace read(String text, TraceFormat format) throws IOException {
        return read(text.getBytes(StandardCharsets.US_ASCII), format);
    }

    private ReadTrace read(byte[] bytes, TraceFormat format) throws IOException {
        return ReadTrace.ofBytes(directory, "trace", bytes, format);
    }
}
