package io.forebay.traces.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.TrafficElement;
import io.forebay.traces.ReadTrace;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlkparseTraceTest {
    @TempDir Path directory;

    @Test
    void shouldTakeQueuedRequestsAndSkipTheRest() throws IOException {
        ReadTrace trace = read(sample());
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(trace.elements())
                .extracting(BlkparseTraceTest::describe)
                .containsExactly(
                        "device/8:2 0 481 READ 20973632 8",
                        "device/8:2 1 201877 WRITE 31457280 16",
                        "device/8:2 2 204555 WRITE 31457296 8",
                        "device/8:2 3 1250000007 WRITE 41943040 8",
                        "device/8:2 4 1250900000 FLUSH 0 0",
                        "device/8:2 5 1251000000 FLUSH 0 0",
                        "device/259:0 0 2000000123 DISCARD 1048576 2048",
                        "device/259:0 1 2000100000 READ 2097152 256");
    }

    @Test
    void shouldTakeIssuedRequestsWhenNoneIsQueued() throws IOException {
        String issued =
                sample().lines()
                        .filter(line -> !line.contains("  Q "))
                        .reduce("", (a, b) -> a + b + "\n");
        ReadTrace trace = read(issued);
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(trace.elements())
                .extracting(BlkparseTraceTest::describe)
                .containsExactly(
                        "device/8:2 0 6731 READ 20973632 8",
                        "device/8:2 1 209918 WRITE 31457280 24");
    }

    @Test
    void shouldReadOnWhenEventsFollowStatistics() throws IOException {
        ReadTrace trace = read(sample() + sample());
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(trace.elements()).hasSize(16);
    }

    private static String describe(TrafficElement element) {
        return element.getFunctionId()
                + " "
                + element.getSequence()
                + " "
                + element.getEventTimeNanos()
                + " "
                + element.getOperation()
                + " "
                + element.getAddress() / 512
                + " "
                + element.getLengthBytes() / 512;
    }

    private ReadTrace read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ReadTrace.ofBytes(directory, "trace", bytes, TraceFormat.BLKPARSE);
    }

    private static String sample() throws IOException {
        try (InputStream in = BlkparseTraceTest.class.getResourceAsStream("sample.blkparse.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
