package io.forebay.evaluation.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestTraceTest {
    private static final String TWO_FUNCTIONS =
            """
            1000000 7 8 16 1
            1001400 3 24 8 0
            broken
            1001600 7 32 8 1
            900000 3 40 8 0
            """;

    @TempDir Path directory;

    private RequestTrace read(String text, long shiftSectors, long limit) throws IOException {
        Path file = Files.writeString(directory.resolve("some.trace"), text);
        return RequestTrace.read(file, TraceFormat.MQSIM, shiftSectors, limit);
    }

    @Test
    void shouldRoundTimesToMicrosecondsFromTheFirstRequest() throws IOException {
        RequestTrace trace = read(TWO_FUNCTIONS, 0, 0);
        assertThat(trace.requests())
                .extracting(TrafficElement::getEventTimeNanos)
                .containsExactly(0L, 1_000L, 2_000L, -100_000L);
        assertThat(trace.name()).isEqualTo("some.trace");
        assertThat(trace.refused()).isEqualTo(1);
        assertThat(trace.isBlock()).isTrue();
    }

    @Test
    void shouldNumberFunctionsAsTheyAppear() throws IOException {
        RequestTrace trace = read(TWO_FUNCTIONS, 0, 0);
        assertThat(trace.functionCount()).isEqualTo(2);
        assertThat(IntStream.range(0, trace.size()).map(trace::functionOf).toArray())
                .containsExactly(0, 1, 0, 1);
    }

    @Test
    void shouldEndAtTheLimitAsIfTheTraceDid() throws IOException {
        RequestTrace trace = read(TWO_FUNCTIONS, 0, 2);
        assertThat(trace.size()).isEqualTo(2);
        assertThat(trace.refused()).isZero();
        assertThat(read(TWO_FUNCTIONS, 0, 100).size()).isEqualTo(4);
    }

    @Test
    void shouldShiftAddresses() throws IOException {
        assertThat(read(TWO_FUNCTIONS, 1, 1).requests().get(0).getAddress()).isEqualTo(9 * 512);
    }

    @Test
    void shouldTakeOnlyReadsAndWritesOfABlockTraceForRequests() throws IOException {
        ByteBuffer records = ByteBuffer.allocate(4 * 32).order(ByteOrder.LITTLE_ENDIAN);
        for (short command : new short[] {0x28, 0x35, 0x42, 0x2a}) {
            records.putInt(0).putInt(4096).putInt(1).putShort(command).putShort((short) 0x100);
            records.putLong(8).putLong(1_000_000);
        }
        Path file = Files.write(directory.resolve("some.vscsi"), records.array());
        RequestTrace trace = RequestTrace.read(file, TraceFormat.VSCSI, 0, 2);
        assertThat(trace.requests())
                .extracting(element -> element.getOperation().toString())
                .containsExactly("READ", "WRITE");
        assertThat(trace.refused()).isEqualTo(2);
    }

    @Test
    void shouldTakeAllPacketsForRequests() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("tlps.txt"), "04000001 0000220f 01070000 9eece789\n");
        RequestTrace trace = RequestTrace.read(file, TraceFormat.TLP, 5, 0);
        assertThat(trace.isBlock()).isFalse();
        assertThat(trace.requests())
                .extracting(TrafficElement::getKind)
                .containsExactly(ElementKind.TLP);
    }

    @Test
    void shouldRefuseNegativeNumbers() {
        assertThatThrownBy(() -> read(TWO_FUNCTIONS, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit=-1");
        assertThatThrownBy(() -> read(TWO_FUNCTIONS, -3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shiftSectors=-3");
    }
}
