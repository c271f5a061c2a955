package io.forebay.gateway.engine;

import static io.forebay.gateway.engine.Elements.A;
import static io.forebay.gateway.engine.Elements.B;
import static io.forebay.gateway.engine.Elements.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.forebay.gateway.model.TrainedDevice;
import io.forebay.gateway.schedule.PriorityRange;
import io.forebay.schemas.Completion;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which priority an element has from its arrival on, and who may change it. */
class EdgeDecisionTest {
    private static final EngineSettings SLOW =
            EngineSettings.defaults(Elements.DEVICE)
                    .withStorage(1, 100_000, 1_000_000_000)
                    .withLink(10, 1_000_000_000);

    private final TrainedDevice job = new TrainedDevice().learnBursts(A, B, 40);
    private final Recorder recorder = new Recorder();

    @Test
    void shouldServeShortBurstFirstWithoutAnyTag() {
        OffloadEngine engine = engine(PrioritySettings.defaults());
        assertThat(engine.apply(model())).isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
        arriveBurst(engine);
        engine.drain();
        int shortBurst = recorder.completionOf(A, 0).getAppliedPriority();
        int longBurst = recorder.completionOf(B, 0).getAppliedPriority();
        assertThat(shortBurst).isGreaterThan(longBurst);
        assertThat(recorder.completionOf(A, 0).getRequestedPriority()).isEqualTo(-1);
        assertThat(recorder.completions().indexOf(recorder.completionOf(A, 0))).isEqualTo(1);
        assertThat(engine.statistics().snapshot().edge().decidedElements()).isEqualTo(9);
    }

    @Test
    void shouldFollowATagThatComesLater() {
        OffloadEngine engine = engine(PrioritySettings.defaults());
        engine.apply(model());
        arriveBurst(engine);
        engine.apply(Commands.tag(B, 5, 7));
        engine.apply(Commands.tag(A, 0, 0));
        engine.drain();
        assertThat(recorder.completionOf(B, 5).getAppliedPriority()).isEqualTo(7);
        assertThat(recorder.completionOf(A, 0).getAppliedPriority()).isZero();
        assertThat(recorder.completionOf(A, 0).getRequestedPriority()).isZero();
        assertThat(engine.statistics().snapshot().tags().inTime()).isEqualTo(2);
    }

    @Test
    void shouldDecideNothingWhenOffOrPlain() {
        OffloadEngine off = engine(PrioritySettings.defaults().withEdgeModel(false));
        OffloadEngine plain = OffloadEngine.plain(SLOW, recorder);
        for (OffloadEngine engine : new OffloadEngine[] {off, plain}) {
            engine.apply(model());
            arriveBurst(engine);
            engine.drain();
            assertThat(engine.statistics().snapshot().edge().decidedElements()).isZero();
        }
        assertThat(recorder.completions())
                .extracting(Completion::getAppliedPriority)
                .containsOnly(0);
    }

    @Test
    void shouldKeepPrioritiesWithinTheFunctionsRangeWhoeverAsks() {
        var ranges = Map.of(A, new PriorityRange(2, 3), B, new PriorityRange(4, 6));
        OffloadEngine engine = engine(PrioritySettings.defaults().withRanges(ranges));
        TrafficElement blocker = read("nvme0/blocker", 0, 0, 0, 1);
        engine.arrive(blocker);
        TrafficElement urgent = read(A, 0, 1, 1, 1);
        urgent.setTrafficClass(7);
        engine.arrive(urgent);
        engine.arrive(read(B, 0, 2, 2, 1));
        engine.arrive(read(B, 1, 3, 3, 1));
        assertThat(engine.apply(Commands.tag(B, 1, 7)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
        engine.apply(model());
        for (int i = 0; i < 20; i++) {
            engine.arrive(read(A, 1 + i, 4 + i, 10 + i, 1));
            engine.arrive(read(B, 2 + i, 4 + i, 90 + i, 16));
        }
        engine.drain();
        // Asked for 7, given 6: both are reported.
        assertThat(recorder.completionOf(B, 1).getRequestedPriority()).isEqualTo(7);
        assertThat(recorder.completionOf(B, 1).getAppliedPriority()).isEqualTo(6);
        assertThat(recorder.completionOf(A, 0).getAppliedPriority()).isEqualTo(3);
        assertThat(recorder.completionOf(B, 0).getAppliedPriority()).isEqualTo(4);
        assertThat(recorder.completions())
                .allSatisfy(
                        completion -> {
                            PriorityRange range =
                                    ranges.getOrDefault(
                                            completion.getFunctionId(), PriorityRange.ALL);
                            assertThat(completion.getAppliedPriority())
                                    .isBetween(range.floor(), range.ceiling());
                        });
    }

    @Test
    void shouldRefuseRangesOutsideTheLevels() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PriorityRange(-1, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new PriorityRange(4, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PriorityRange(0, 8))
                .withMessageContaining("ceiling=8");
    }

    private OffloadEngine engine(PrioritySettings priorities) {
        return new OffloadEngine(SLOW.withPriorities(priorities), recorder);
    }

    private ControlCommand model() {
        ModelUpdate update = job.update(Elements.DEVICE);
        return Commands.of(Elements.DEVICE, update);
    }

    /** Eight long reads of B, of which the first is served at once, then a short one of A. */
    private static void arriveBurst(OffloadEngine engine) {
        for (int i = 0; i < 8; i++) {
            engine.arrive(read(B, i, 1 + i * 10L, 100L * i, 16));
        }
        engine.arrive(read(A, 0, 100, 7, 1));
    }
}
