package io.forebay.gateway.engine;

import static io.forebay.gateway.engine.Elements.A;
import static io.forebay.gateway.engine.Elements.B;
import static io.forebay.gateway.engine.Elements.block;
import static io.forebay.gateway.engine.Elements.read;
import static io.forebay.gateway.engine.Elements.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.forebay.schemas.Completion;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffloadEngineTest {
    /** One channel: 100 ns and a byte a nanosecond; the link: 10 ns and a byte a nanosecond. */
    private static final EngineSettings SLOW =
            EngineSettings.defaults(Elements.DEVICE)
                    .withStorage(1, 100, 1_000_000_000)
                    .withLink(10, 1_000_000_000);

    private final Recorder recorder = new Recorder();
    private OffloadEngine engine = new OffloadEngine(SLOW, recorder);

    @Test
    void shouldTakeStorageThenLinkWhenBlockIsRead() {
        engine.arrive(read(A, 0, 1_000, 7, 1));
        assertThat(engine.nextEventNanos()).isEqualTo(1_000 + 100 + 4096);

        assertThat(engine.drain()).isEqualTo(1_000 + 100 + 4096 + 10 + 4096);
        Completion completion = recorder.completions().get(0);
        assertThat(completion.getResponseNanos()).isEqualTo(100 + 4096 + 10 + 4096);
        assertThat(completion.getRequestedPriority()).isEqualTo(-1);
        assertThat(completion.getServedFromPrefetch()).isFalse();
        assertThat(engine.nextEventNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldMoveNoDataWhenFlushingOrDiscarding() {
        engine.arrive(block(A, 0, 0, Operation.FLUSH, 0, 0));
        engine.arrive(block(A, 1, 0, Operation.DISCARD, 0, 1L << 40));
        assertThat(engine.drain()).isEqualTo(100 + 100 + 10);
    }

    @Test
    void shouldUseLinkOnlyWhenFrameOrTlpWrites() {
        engine.arrive(of(ElementKind.ETHERNET, Operation.FRAME, 0, 1500));
        engine.arrive(of(ElementKind.TLP, Operation.WRITE, 1, 256));
        assertThat(engine.drain()).isEqualTo(10 + 1500 + 10 + 256);
    }

    @Test
    void shouldReadHostMemoryWhenTlpReads() {
        engine.arrive(of(ElementKind.TLP, Operation.READ, 0, 4096));
        long memory = SLOW.memoryOverheadNanos() + 512;
        assertThat(engine.drain()).isEqualTo(memory + 10);
    }

    @Test
    void shouldServeUrgentFirstWhenChannelFreesUp() {
        engine.arrive(read(A, 0, 0, 0, 1));
        engine.arrive(read(A, 1, 0, 10, 1));
        engine.arrive(read(B, 0, 0, 20, 1));
        assertThat(engine.apply(Commands.tag(B, 0, 7))).isEqualTo(accepted());
        engine.drain();
        assertThat(order()).containsExactly(A + 0, B + 0, A + 1);
        assertThat(recorder.completionOf(B, 0).getAppliedPriority()).isEqualTo(7);
        assertThat(recorder.completionOf(B, 0).getRequestedPriority()).isEqualTo(7);
    }

    @Test
    void shouldServeFirstComeFirstWhenPrioritiesAreEqual() {
        engine.arrive(read(B, 0, 0, 0, 1));
        for (int i = 0; i < 5; i++) {
            engine.arrive(read(A, i, i + 1, 10L * i, 1));
            engine.arrive(read(B, i + 1, i + 1, 10L * i, 1));
        }
        engine.drain();
        assertThat(order()).startsWith(B + 0, A + 0, B + 1, A + 1, B + 2, A + 2, B + 3);
    }

    @Test
    void shouldReportLateTagWhenElementIsInServiceOrDone() {
        engine.arrive(read(A, 0, 1_000, 0, 1));
        engine.advanceTo(1_050);
        assertThat(engine.apply(Commands.tag(A, 0, 5))).isEqualTo(accepted());
        engine.drain();
        Completion completion = recorder.completions().get(0);
        assertThat(completion.getRequestedPriority()).isEqualTo(5);
        assertThat(completion.getAppliedPriority()).isZero();
        engine.advanceTo(20_000);
        engine.apply(Commands.tag(A, 0, 6));
        assertThat(recorder.of(LateTag.class))
                .containsExactly(
                        new LateTag(A, 0L, 1_050L, 50L), new LateTag(A, 0L, 20_000L, 19_000L));
        assertThat(engine.statistics().snapshot().tags()).isEqualTo(new TagCounts(0, 2, 1));
    }

    @Test
    void shouldStartWithNewestTagWhileItIsFresh() {
        engine.arrive(read(A, 0, 0, 0, 1));
        engine.apply(Commands.tag(A, 0, 6));
        engine.arrive(read(A, 1, 999_999_999, 10, 1));
        engine.arrive(read(A, 2, 1_000_000_000, 20, 1));
        TrafficElement classed = read(A, 3, 1_000_000_001, 30, 1);
        classed.setTrafficClass(3);
        engine.arrive(classed);
        engine.drain();
        assertThat(recorder.completions())
                .extracting(Completion::getSequence, Completion::getAppliedPriority)
                .containsExactlyInAnyOrder(tuple(0L, 0), tuple(1L, 6), tuple(2L, 0), tuple(3L, 3));
    }

    @Test
    void shouldServeOldestFirstWhenAged() {
        engine = new OffloadEngine(SLOW.withAgingNanos(50_000), recorder);
        engine.arrive(read(A, 0, 0, 0, 1));
        engine.arrive(read(A, 1, 0, 1000, 1));
        // Urgent ones keep coming faster than the device serves: the plain one is not starved.
        for (int i = 0; i < 100; i++) {
            TrafficElement urgent = read(B, i, 10 + i * 2_000L, 10L * i, 1);
            urgent.setTrafficClass(7);
            engine.arrive(urgent);
        }
        engine.drain();
        long wait = recorder.completionOf(A, 1).getResponseNanos();
        assertThat(wait).isBetween(50_000L, 50_000L + 2 * 4_196 + 4 * 4_106);
    }

    @Test
    void shouldRefuseTagWhenElementIsUnknown() {
        assertThat(engine.apply(Commands.tag(A, 0, 1)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET);
        engine.arrive(read(A, 0, 0, 0, 1));
        assertThat(engine.apply(Commands.tag(A, 1, 1)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_INVALID);
        assertThat(engine.apply(Commands.tag(A, 0, 8)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_INVALID);
        assertThat(engine.apply(Commands.of(B, Commands.tag(A, 0, 1).getBody())))
                .isEqualTo(CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET);
        assertThat(engine.apply(Commands.of(A, "what")))
                .isEqualTo(CommandStatus.COMMAND_STATUS_UNSUPPORTED);
    }

    @Test
    void shouldEndServiceOfHugeElementsWithoutOverflow() {
        long huge = Long.MAX_VALUE;
        engine.arrive(block(A, 0, 5, Operation.READ, 0, huge));
        engine.arrive(block(A, 1, 5, Operation.WRITE, -4096, huge));
        engine.arrive(block(A, 2, 5, Operation.DISCARD, 0, huge));
        engine.apply(Commands.prefetch(A, 0, 100));
        engine.arrive(block(A, 3, 6, Operation.READ, 4096, huge));
        assertThat(engine.drain()).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(recorder.completions()).hasSize(4);
        assertThat(engine.statistics().snapshot().arrivedBytes()).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void shouldRejectElementWhenOutOfOrder() {
        engine.arrive(read(A, 0, 100, 0, 1));
        assertThatThrownBy(() -> engine.arrive(read(A, 1, 99, 0, 1)))
                .hasMessageContaining("timeNanos=99");
        assertThatThrownBy(() -> engine.arrive(read(A, 2, 100, 0, 1)))
                .hasMessageContaining("sequence=2");
        assertThatThrownBy(() -> engine.arrive(read(B, 1, 100, 0, 1)))
                .hasMessageContaining("sequence=1");
        engine.drain();
        assertThat(order()).containsExactly(A + 0);
    }

    @Test
    void shouldRefuseModelThatCannotBeUsed() {
        assertThat(engine.apply(Commands.model(10, 1, new byte[] {1})))
                .isEqualTo(CommandStatus.COMMAND_STATUS_INVALID);
        assertThat(engine.modelRefusal()).isEqualTo("model is cut short: bytes=1");
        assertThat(engine.statistics().snapshot().edge().modelsInForce()).isZero();
        assertThat(engine.statistics().snapshot().edge().modelsRefused()).isEqualTo(1);
    }

    @Test
    void shouldRememberNewestCompletedElements() {
        engine = new OffloadEngine(SLOW.withHistoryLength(8), recorder);
        for (int i = 0; i < 100; i++) {
            engine.arrive(write(A, i, i * 100_000L, i, 1));
        }
        engine.drain();
        assertThat(engine.history(A, 100))
                .extracting(e -> e.sequence())
                .containsExactly(92L, 93L, 94L, 95L, 96L, 97L, 98L, 99L);
        assertThat(engine.history(A, 2)).extracting(e -> e.sequence()).containsExactly(98L, 99L);
        assertThat(engine.history(B, 2)).isEmpty();
    }

    private List<String> order() {
        return recorder.completions().stream()
                .map(c -> c.getFunctionId() + c.getSequence())
                .toList();
    }

    private static CommandStatus accepted() {
        return CommandStatus.COMMAND_STATUS_ACCEPTED;
    }

    private static TrafficElement of(
            ElementKind kind, Operation operation, long sequence, long length) {
        TrafficElement element = block(A, sequence, 0, operation, 0, length);
        element.setKind(kind);
        return element;
    }
}
