package io.forebay.traces.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.Operation;
import io.forebay.traces.ReadTrace;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VscsiTraceReaderTest {
    private static final int VERSION = 1 << 8;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "0x08, READ",
        "0x28, READ",
        "0xa8, READ",
        "0x88, READ",
        "0x0a, WRITE",
        "0x2a, WRITE",
        "0xaa, WRITE",
        "0x8a, WRITE",
        "0x2e, WRITE",
        "0x35, FLUSH",
        "0x91, FLUSH",
        "0x42, DISCARD"
    })
    void shouldMapScsiCommandToOperation(String command, Operation operation) throws IOException {
        ReadTrace trace = read(record(Integer.decode(command), VERSION, 512, 3, 9));
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(trace.elements().get(0).getOperation()).isEqualTo(operation);
        assertThat(trace.elements().get(0).getAddress()).isEqualTo(3 * 512);
        assertThat(trace.elements().get(0).getEventTimeNanos()).isEqualTo(9_000);
    }

    @Test
    void shouldTakeFlushWithoutLengthButNoReadWithout() throws IOException {
        assertThat(read(record(0x35, VERSION, 0, 0, 1)).elements()).hasSize(1);
        assertThat(read(record(0x28, VERSION, 0, 0, 1)).reasons())
                .containsExactly("the request has no length");
    }

    @Test
    void shouldReadLengthAsUnsigned() throws IOException {
        assertThat(read(record(0x28, VERSION, 0x8000_0000, 0, 1)).elements().get(0))
                .satisfies(element -> assertThat(element.getLengthBytes()).isEqualTo(1L << 31));
    }

    @Test
    void shouldSayWhatIsWrongWithRecord() throws IOException {
        assertThat(read(record(0x12, VERSION, 36, 0, 1)).reasons())
                .containsExactly("SCSI command is not a block request: command=0x12");
        assertThat(read(record(0x28, 2 << 8, 512, 0, 1)).reasons())
                .containsExactly("vscsi record of an unknown version: version=2");
        assertThat(read(record(0x28, VERSION, 512, -1, 1)).reasons())
                .containsExactly("the first block is too large: block=18446744073709551615");
        assertThat(read(record(0x28, VERSION, 512, 0, -1)).reasons())
                .containsExactly("the time is after the year 2116: micros=18446744073709551615");
    }

    @Test
    void shouldGiveByteOffsetOfBadRecordBeyondFirstBuffer() throws IOException {
        byte[] sample = SampleTraces.write(TraceFormat.VSCSI, 10_000);
        sample[9_000 * 32 + 15] = 9;
        ReadTrace trace = read(Arrays.copyOf(sample, sample.length - 5));
        assertThat(trace.elements()).hasSize(9_998);
        assertThat(trace.deadLetters())
                .extracting(DeadLetter::getPosition)
                .containsExactly(9_000L * 32, 9_999L * 32);
        assertThat(trace.reasons())
                .containsExactly(
                        "vscsi record of an unknown version: version=9",
                        "the last record is cut off: bytes=27");
        assertThat(trace.deadLetters().get(0).getPositionUnit()).isEqualTo("byte");
        assertThat(trace.deadLetters().get(0).getExcerpt()).hasSize(64);
    }

    private static byte[] record(int command, int version, int length, long block, long micros) {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        SampleTraces.putRecord(buffer, command, version, length, block, micros);
        return buffer.array();
    }

    private ReadTrace read(byte[] bytes) throws IOException {
        return ReadTrace.ofBytes(directory, "trace.vscsi", bytes, TraceFormat.VSCSI);
    }
}
