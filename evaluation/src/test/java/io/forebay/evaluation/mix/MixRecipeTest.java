package io.forebay.evaluation.mix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixRecipeTest {
    private static final int REQUESTS = 100;

    @TempDir private Path directory;
    private MixTrace steady;

    @BeforeEach
    void writeTrace() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            // Device 10 first: names sort by length before letters.
            text.append(i * 1_000_000L).append(" 10 ").append(i * 8).append(" 8 1\n");
            text.append(i * 1_000_000L + 50_000).append(" 9 ").append(i * 8).append(" 16 0\n");
        }
        text.append("99000000 3 0 8 1\n");
        steady = write("steady.trace", text.toString());
    }

    private MixTrace write(String fileName, String text) throws IOException {
        Path file = directory.resolve(fileName);
        Files.writeString(file, text, US_ASCII);
        return new MixTrace("steady", file, TraceFormat.MQSIM);
    }

    private static DeviceMix mix(MixTrace... traces) throws IOException {
        return MixRecipe.mix("test", List.of(traces), deadLetter -> {});
    }

    @Test
    void shouldMakeAFunctionOfEachStreamWhenItHasEnoughRequests() throws IOException {
        DeviceMix mix = mix(steady);
        assertThat(mix.functions()).extracting(MixFunction::stream).containsExactly("9", "10");
        assertThat(mix.functions().get(0).byteCount())
                .isEqualTo(2 * mix.functions().get(1).byteCount());
    }

    @Test
    void shouldRepeatASmallTraceUntilItHasTheFewestBytes() throws IOException {
        DeviceMix mix = mix(steady);
        long once = REQUESTS * 24L * 512;
        long copies = (250_000_000L + once - 1) / once;
        assertThat(mix.byteCount()).isEqualTo(copies * once);
        assertThat(mix.requestCount()).isEqualTo((int) (copies * 2 * REQUESTS));
    }

    @Test
    void shouldKeepOrderAndStayWithinTheSpan() throws IOException {
        DeviceMix mix = mix(steady, steady);
        assertThat(mix.functions()).hasSize(4);
        for (int i = 1; i < mix.requestCount(); i++) {
            assertThat(mix.timeNanos(i)).isGreaterThanOrEqualTo(mix.timeNanos(i - 1));
        }
        assertThat(mix.timeNanos(0)).isZero();
        assertThat(mix.timeNanos(mix.requestCount() - 1)).isLessThan(mix.spanNanos());
    }

    @Test
    void shouldSpreadBytesEvenlyWhenTheTraceSwings() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            // The second half comes a thousand times as fast.
            long nanos = i < 300 ? i * 1_000_000L : 300_000_000L + i * 1_000L;
            text.append(nanos).append(" 0 ").append(i * 8).append(" 4096 1\n");
        }
        DeviceMix mix = mix(write("swing.trace", text.toString()));
        long half = 0;
        for (int i = 0; i < mix.requestCount(); i++) {
            half += mix.timeNanos(i) < mix.spanNanos() / 2 ? mix.lengthBytes(i) : 0;
        }
        assertThat((double) half / mix.byteCount()).isBetween(0.48, 0.52);
    }

    @Test
    void shouldGiveBlockElementsNumberedWithinTheirFunction() throws IOException {
        DeviceMix mix = mix(steady);
        TrafficElement second = mix.element(2);
        assertThat(second.getFunctionId()).isEqualTo("mix/1");
        assertThat(second.getSequence()).isEqualTo(1);
        assertThat(second.getOperation()).isEqualTo(Operation.READ);
        assertThat(second.getAddress()).isEqualTo(8 * 512);
        assertThat(second.getLengthBytes()).isEqualTo(8 * 512);
        assertThat(mix.element(1).getOperation()).isEqualTo(Operation.WRITE);
    }

    @Test
    void shouldBeAsIfItEndedThereWhenLimited() throws IOException {
        DeviceMix mix = mix(steady);
        DeviceMix cut = mix.limitedTo(7);
        assertThat(cut.requestCount()).isEqualTo(7);
        assertThat(cut.spanNanos()).isEqualTo(mix.timeNanos(6) + 1);
        assertThat(cut.functions()).extracting(MixFunction::requestCount).containsExactly(3, 4);
        assertThat(cut.byteCount()).isEqualTo((3 * 16 + 4 * 8) * 512);
        assertThat(mix.limitedTo(1).functions()).hasSize(1);
        assertThat(mix.limitedTo(Long.MAX_VALUE)).isSameAs(mix);
        assertThatThrownBy(() -> mix.limitedTo(0)).hasMessageContaining("requestCount=0");
    }

    @Test
    void shouldRefuseATraceWithoutALargeEnoughStream() throws IOException {
        MixTrace small = write("small.trace", "0 0 0 8 1\n");
        assertThatThrownBy(() -> mix(small)).hasMessageContaining("no stream of the trace");
        assertThatThrownBy(MixRecipeTest::mix).isInstanceOf(IllegalArgumentException.class);
    }
}
