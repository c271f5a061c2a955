package io.forebay.evaluation.priority;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.mix.MixRecipe;
import io.forebay.evaluation.mix.MixTrace;
import io.forebay.evaluation.report.Progress;
import io.forebay.evaluation.report.Section;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriorityEvaluationTest {
    @TempDir private Path directory;

    /** Three volumes whose bursts have different lengths. */
    private DeviceMix mix(long limit) throws IOException {
        var random = new Random(11);
        var text = new StringBuilder();
        long nanos = 0;
        for (int burst = 0; burst < 600; burst++) {
            int volume = random.nextInt(3);
            int requests = 1 + random.nextInt(volume == 0 ? 40 : 3);
            nanos += 20_000_000;
            for (int i = 0; i < requests; i++) {
                nanos += 10_000;
                text.append(nanos).append(' ').append(volume).append(' ');
                text.append(random.nextInt(1 << 20)).append(' ');
                text.append(8 << random.nextInt(7)).append(" 1\n");
            }
        }
        Path file = directory.resolve("bursts.trace");
        Files.writeString(file, text.toString(), US_ASCII);
        var trace = new MixTrace("bursts", file, TraceFormat.MQSIM);
        return MixRecipe.mix("test", List.of(trace), deadLetter -> {}).limitedTo(limit);
    }

    private static PolicyFigures named(PriorityFigures run, String name) {
        return run.policies().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldReachItsFiguresOnThePublicMix() {
        DeviceMix mix = PublicWorkload.get().mix;
        var evaluation = new PriorityEvaluation(mix, 300, Progress.NONE);

        PriorityFigures burst = evaluation.run(900, QueueOrder.BURST, true);
        PolicyFigures tag = named(burst, PriorityEvaluation.TAG);
        assertThat(tag.meanBctMillis()).isLessThan(4.87);
        assertThat(tag.meanSlowdown()).isLessThan(3.42);
        assertThat(named(burst, PriorityEvaluation.SCHEDULER).meanBctMillis()).isLessThan(4.41);
        assertThat(named(burst, "fifo").sumBctNanos()).isEqualTo(2_715_526_207_291L);

        PriorityFigures function = evaluation.run(900, QueueOrder.FUNCTION, false);
        double scheduler = named(function, PriorityEvaluation.SCHEDULER).meanBctMillis();
        assertThat(scheduler).isLessThan(6.86);
        assertThat(scheduler)
                .isLessThan(
                        named(function, PriorityEvaluation.SCHEDULER + "-without-tags")
                                .meanBctMillis());
        assertThat(named(function, PriorityEvaluation.SCHEDULER + "@300ms").maxWaitMillis())
                .isLessThan(400);
    }

    @Test
    void shouldGiveTheSameFiguresTwiceAndFifoFirstOracleLast() throws IOException {
        PriorityFigures first =
                new PriorityEvaluation(mix(5_000), 0, Progress.NONE)
                        .run(900, QueueOrder.FUNCTION, false);
        PriorityFigures second =
                new PriorityEvaluation(mix(5_000), 0, Progress.NONE)
                        .run(900, QueueOrder.FUNCTION, false);
        assertThat(second).isEqualTo(first);
        assertThat(first.policies().get(0).name()).isEqualTo("fifo");
        assertThat(first.policies().get(first.policies().size() - 1).name()).contains("oracle");
        assertThat(first.order()).isEqualTo("function");
        assertThat(first.levels()).isZero();
        List<Section> sections = PriorityPage.sections(List.of(first));
        assertThat(sections.get(0).tables().get(0).rows()).hasSameSizeAs(first.policies());
    }

    @Test
    void shouldTagTheSameWhateverFollows() throws IOException {
        ForebayTags whole = ForebayTags.of(mix(6_000));
        DeviceMix shorter = mix(2_000);
        ForebayTags cut = ForebayTags.of(shorter);
        int elements = new ElementWorkload(shorter).size;
        for (int element = 0; element < elements; element++) {
            assertThat(cut.level(element))
                    .as("element %d", element)
                    .isEqualTo(whole.level(element));
        }
    }

    @Test
    void shouldKeepTheServerBusyWhateverThePolicy() throws IOException {
        var workload = new ElementWorkload(mix(3_000));
        var server = new DeviceServer(workload, 900);
        long[] service = workload.serviceNanos(900);
        for (QueueOrder order : QueueOrder.values()) {
            for (ReferencePolicies.Named policy : ReferencePolicies.all(workload, order, false)) {
                ServiceRecord record = server.serve(policy.maker().get(), order, 0);
                long busyEnd = 0;
                long latest = 0;
                for (int e = 0; e < workload.size; e++) {
                    assertThat(record.start[e]).isGreaterThanOrEqualTo(workload.arrival[e]);
                    assertThat(record.end[e] - record.start[e]).isEqualTo(service[e]);
                    busyEnd = Math.max(busyEnd, workload.arrival[e]) + service[e];
                    latest = Math.max(latest, record.end[e]);
                }
                // Never idle while anything waits: the last is done when it is first come, first
                // served.
                assertThat(latest).as(policy.name()).isEqualTo(busyEnd);
            }
        }
    }

    @Test
    void shouldRefuseALoadThatTheOverheadAloneExceeds() throws IOException {
        var workload = new ElementWorkload(mix(3_000));
        assertThatThrownBy(() -> workload.serviceNanos(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("load=0.0");
    }
}
