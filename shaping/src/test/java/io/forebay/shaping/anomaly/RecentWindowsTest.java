package io.forebay.shaping.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.PredictionError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RecentWindowsTest {
    @Test
    void shouldSumUpTheLastWindowsAndNoOthers() {
        var recent = new RecentWindows();
        for (int i = 0; i < 100; i++) {
            recent.add(window(i, 1L << (i % 40), 50), i);
        }
        assertThat(sum(recent, 1).count).isEqualTo(1L << 19);
        assertThat(sum(recent, 3).count).isEqualTo((1L << 19) + (1L << 18) + (1L << 17));
        assertThat(sum(recent, 30).completions).isEqualTo(30);
    }

    @Test
    void shouldLeaveOutWindowsBeforeAGap() {
        var recent = new RecentWindows();
        recent.add(window(0, 5, 50), 0);
        recent.add(window(20, 7, 50), 20);

        assertThat(sum(recent, 10).count).isEqualTo(7);
        assertThat(sum(recent, 30).count).isEqualTo(12);
    }

    @Test
    void shouldTakeTheShortestResponseOfWindowsThatHaveOne() {
        var recent = new RecentWindows();
        recent.add(window(0, 1, 90), 0);
        recent.add(window(1, 1, 70), 1);
        PredictionError none = window(2, 1, 0);
        none.setCompletionCount(0);
        recent.add(none, 2);

        assertThat(sum(recent, 3).leastResponseNanos).isEqualTo(70);
        assertThat(sum(recent, 3).completions).isEqualTo(2);
    }

    @Test
    void shouldSumUpTheSameAfterRestore() throws IOException {
        for (int windows : new int[] {0, 1, 29, 30, 31, 77}) {
            var recent = new RecentWindows();
            for (int i = 0; i < windows; i++) {
                recent.add(window(i, i, i), i);
            }
            var bytes = new ByteArrayOutputStream();
            recent.write(new DataOutputStream(bytes));
            var restored = new RecentWindows();
            restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            for (int i = windows; i < windows + 40; i++) {
                recent.add(window(i, i, i), i);
                restored.add(window(i, i, i), i);
                assertThat(sum(restored, 30).count).isEqualTo(sum(recent, 30).count);
            }
        }
    }

    private static WindowFigures sum(RecentWindows recent, int windows) {
        var sum = new WindowFigures();
        recent.sum(windows, sum);
        return sum;
    }

    private static PredictionError window(long number, long count, long leastResponseNanos) {
        return PredictionError.newBuilder()
                .setFunctionId("d/f")
                .setWindowStartNanos(number * WindowSource.WINDOW_NANOS)
                .setWindowEndNanos((number + 1) * WindowSource.WINDOW_NANOS)
                .setElementCount(count)
                .setByteCount(0)
                .setOperationBits(0)
                .setSizeBits(0)
                .setDeltaBits(0)
                .setGapBits(0)
                .setCompletionCount(1)
                .setResponseNanosSum(leastResponseNanos)
                .setLeastResponseNanos(leastResponseNanos)
                .build();
    }
}
