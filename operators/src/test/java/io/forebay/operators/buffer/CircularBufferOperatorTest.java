package io.forebay.operators.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.Traffic;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.TrafficElement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;

class CircularBufferOperatorTest {
    private static final String FUNCTION = "device0/volume0";
    private static final long SECOND_NANOS = 1_000_000_000;

    @Test
    void shouldAnswerEachElementWithOneTagBehindItsPrefetches() throws Exception {
        List<CaptureRecord> captures = Traffic.random(1, 5, 3000);
        OperatorSettings withoutUpdates =
                OperatorSettings.from(
                        BufferHarness.smallModels()
                                .set(OperatorOptions.MODEL_UPDATE_INTERVAL, 1_000_000L));
        try (var harness = new BufferHarness(withoutUpdates).open()) {
            Map<String, Long> nextSequence = new HashMap<>();
            int answered = 0;
            for (CaptureRecord record : captures) {
                harness.operator.getOutput().clear();
                harness.operator.processElement(record, 0);
                List<ControlCommand> answer = harness.commands();
                if (record.getBody() instanceof TrafficElement element) {
                    assertAnswers(element, answer, nextSequence);
                    answered++;
                } else {
                    assertThat(answer).isEmpty();
                }
            }
            assertThat(harness.counter("elements")).isEqualTo(answered);
            assertThat(harness.counter("tagsEmitted")).isEqualTo(answered);
            assertThat(harness.counter("prefetchIssuedBlocks")).isPositive();
        }
    }

    private static void assertAnswers(
            TrafficElement element, List<ControlCommand> answer, Map<String, Long> nextSequence) {
        long next = nextSequence.getOrDefault(element.getFunctionId(), 0L);
        for (ControlCommand command : answer) {
            assertThat(command.getTarget()).isEqualTo(element.getFunctionId());
            assertThat(command.getSequence()).isEqualTo(next++);
            assertThat(command.getCauseTimeNanos()).isEqualTo(element.getEventTimeNanos());
            long lifeNanos = command.getExpiresAtNanos() - command.getCauseTimeNanos();
            boolean isTag = command.getBody() instanceof PriorityTag;
            assertThat(lifeNanos).isEqualTo(isTag ? SECOND_NANOS : 30 * SECOND_NANOS);
        }
        nextSequence.put(element.getFunctionId(), next);
        List<ControlCommand> prefetches = answer.subList(0, answer.size() - 1);
        assertThat(prefetches)
                .allSatisfy(
                        command ->
                                assertThat(command.getBody()).isInstanceOf(PrefetchCommand.class));
        PriorityTag tag = (PriorityTag) answer.get(answer.size() - 1).getBody();
        assertThat(tag.getElementSequence()).isEqualTo(element.getSequence());
        assertThat(tag.getPriority()).isBetween(0, 7);
        assertThat(tag.getRemainingBurstBytes())
                .isGreaterThanOrEqualTo((double) element.getLengthBytes());
    }

    @Test
    void shouldPrefetchAheadOfSequentialReads() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            for (int i = 0; i < 400; i++) {
                harness.capture(Traffic.read(FUNCTION, i, i));
            }

            assertThat(harness.commands(PrefetchCommand.class))
                    .isNotEmpty()
                    .allSatisfy(
                            command -> assertThat(command.getProbability()).isBetween(0.0, 1.0));
            PrefetchCommand last = lastOf(harness.commands(PrefetchCommand.class));
            assertThat(last.getFirstBlock()).isGreaterThan(390);
        }
    }

    @Test
    void shouldStageAgainWhatADeviceLostThatBeganAnew() throws Exception {
        assertThat(stagedAgainWhenNextSequenceIs(0)).isNotEmpty();
        assertThat(stagedAgainWhenNextSequenceIs(400)).isEmpty();
    }

    /** Blocks ahead of a sequential reader that are asked for before and after an element. */
    private static Set<Long> stagedAgainWhenNextSequenceIs(long sequence) throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            for (int i = 0; i < 400; i++) {
                harness.capture(Traffic.read(FUNCTION, i, i));
            }
            Set<Long> before = blocksOf(harness.commands(PrefetchCommand.class));
            harness.operator.getOutput().clear();
            harness.capture(
                    Traffic.capture(
                            Traffic.element(
                                    FUNCTION, sequence, 400, Operation.READ, 400 * 4096, 4096)));

            Set<Long> again = blocksOf(harness.commands(PrefetchCommand.class));
            again.retainAll(before);
            return again;
        }
    }

    private static Set<Long> blocksOf(List<PrefetchCommand> commands) {
        return commands.stream()
                .flatMap(
                        command ->
                                LongStream.range(0, command.getBlockCount())
                                        .mapToObj(block -> command.getFirstBlock() + block))
                .collect(Collectors.toSet());
    }

    @Test
    void shouldNotPrefetchWhenSwitchedOff() throws Exception {
        OperatorSettings settings =
                OperatorSettings.from(
                        BufferHarness.smallModels().set(OperatorOptions.PREFETCH_ENABLED, false));
        try (var harness = new BufferHarness(settings).open()) {
            for (int i = 0; i < 200; i++) {
                harness.capture(Traffic.read(FUNCTION, i, i));
            }

            assertThat(harness.commands(PrefetchCommand.class)).isEmpty();
            assertThat(harness.commands(PriorityTag.class)).hasSize(200);
        }
    }

    @Test
    void shouldAnswerTrafficThatIsNotBlockRequests() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            TrafficElement frame = Traffic.element(FUNCTION, 0, 0, Operation.FRAME, 77, 1500);
            frame.setKind(ElementKind.ETHERNET);
            TrafficElement packet = Traffic.element(FUNCTION, 1, 1, Operation.MESSAGE, 0, 0);
            packet.setKind(ElementKind.TLP);
            harness.capture(Traffic.capture(frame));
            harness.capture(Traffic.capture(packet));
            harness.capture(
                    Traffic.capture(Traffic.element(FUNCTION, 2, 2, Operation.FLUSH, 0, 0)));

            assertThat(harness.commands(PriorityTag.class))
                    .extracting(PriorityTag::getElementSequence)
                    .containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void shouldKeepPrioritiesWithinFloorAndCeiling() throws Exception {
        OperatorSettings settings =
                OperatorSettings.from(
                        BufferHarness.smallModels()
                                .set(OperatorOptions.PRIORITY_FLOOR, 3)
                                .set(OperatorOptions.PRIORITY_CEILING, 4));
        try (var harness = new BufferHarness(settings).open()) {
            harness.captureAll(Traffic.random(2, 3, 500));

            assertThat(harness.commands(PriorityTag.class))
                    .extracting(PriorityTag::getPriority)
                    .containsOnly(3, 4);
        }
    }

    @Test
    void shouldTagLateElementWithoutLearningFromIt() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.capture(Traffic.read(FUNCTION, 0, 500));
            harness.operator.processElement(Traffic.read(FUNCTION, 1, 499), 0);
            harness.capture(Traffic.read(FUNCTION, 2, 500));
            harness.capture(Traffic.tick("device0", 700));

            assertThat(harness.operator.sideValues(RecordTypes.LATE_ELEMENTS))
                    .extracting(TrafficElement::getSequence)
                    .containsExactly(1L);
            assertThat(harness.commands())
                    .extracting(ControlCommand::getSequence)
                    .containsExactly(0L, 1L, 2L);
            PriorityTag tag = harness.commands(PriorityTag.class).get(1);
            assertThat(tag.getElementSequence()).isEqualTo(1);
            assertThat(tag.getPriority()).isEqualTo(3);
            assertThat(harness.counter("lateElements")).isEqualTo(1);
            assertThat(harness.counter("elements")).isEqualTo(2);
            assertThat(harness.forecasts().get(0).getObservedCount()).isEqualTo(2);
        }
    }

    @Test
    void shouldUpdateModelEachInterval() throws Exception {
        OperatorSettings settings =
                OperatorSettings.from(
                        BufferHarness.smallModels()
                                .set(OperatorOptions.MODEL_UPDATE_INTERVAL, 100L));
        try (var harness = new BufferHarness(settings).open()) {
            for (int i = 0; i < 250; i++) {
                harness.capture(Traffic.read("device0/volume" + i % 3, i / 3, i));
            }
            for (int i = 0; i < 99; i++) {
                harness.capture(Traffic.read("device1/volume0", i, 300 + i));
            }

            List<ControlCommand> updates =
                    harness.commands().stream()
                            .filter(command -> command.getBody() instanceof ModelUpdate)
                            .toList();
            assertThat(updates).extracting(ControlCommand::getSequence).containsExactly(100L, 200L);
            assertThat(updates)
                    .allSatisfy(
                            command -> {
                                assertThat(command.getTarget()).isEqualTo("device0");
                                assertThat(command.getExpiresAtNanos()).isEqualTo(Long.MAX_VALUE);
                                ModelUpdate update = (ModelUpdate) command.getBody();
                                assertThat(update.getTrainedRequests())
                                        .isEqualTo(command.getSequence());
                                assertThat(update.getSnapshot().remaining()).isPositive();
                            });
            // Before the tag of the element that completed it.
            int position = harness.commands().indexOf(updates.get(0));
            PriorityTag next = (PriorityTag) lastOfAnswer(harness.commands(), position);
            assertThat(next.getElementSequence()).isEqualTo(33);
        }
    }

    @Test
    void shouldCountWhatTheDeviceReports() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.capture(Traffic.read(FUNCTION, 0, 0));
            harness.capture(Traffic.outcome(FUNCTION, 1, PrefetchResult.HIT, 1, 3));
            harness.capture(Traffic.outcome(FUNCTION, 1, PrefetchResult.EVICTED, 5, 2));
            harness.capture(Traffic.outcome(FUNCTION, 1, PrefetchResult.DROPPED, 9, 8));
            harness.capture(Traffic.lateTag(FUNCTION, 0, 2));
            harness.capture(Traffic.applied(FUNCTION, 3, 1000, 700));
            harness.capture(Traffic.completion(FUNCTION, 0, 4));

            assertThat(harness.counter("prefetchUsedBlocks")).isEqualTo(3);
            assertThat(harness.counter("prefetchWastedBlocks")).isEqualTo(2);
            assertThat(harness.counter("prefetchUnstagedBlocks")).isEqualTo(8);
            assertThat(harness.counter("tagsLate")).isEqualTo(1);
            assertThat(harness.counter("completions")).isEqualTo(1);
            assertThat(harness.gauge("lastAppliedBytes")).isEqualTo(700L);
            assertThat(harness.gauge("lastAppliedShortfallBytes")).isEqualTo(300L);
        }
    }

    @Test
    void shouldShowBitsOfRequests() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            harness.captureAll(Traffic.random(3, 2, 400));
            harness.endInput();
            double elements = 0;
            double bits = 0;
            for (PredictionError error : harness.errors()) {
                elements += error.getElementCount();
                bits += error.getOperationBits() + error.getSizeBits();
                bits += error.getDeltaBits() + error.getGapBits();
            }

            assertThat((double) harness.gauge("bitsPerRequest"))
                    .isCloseTo(bits / elements, within(1e-9));
        }
    }

    @Test
    void shouldCountAndDropUnknownBody() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings()).open()) {
            var operator = harness.operator.getOneInputOperator();
            operator.setCurrentKey(FUNCTION);
            operator.processElement(new StreamRecord<>(Traffic.tick("device0", 0)));

            assertThat(harness.operator.getOutput()).isEmpty();
            assertThat(harness.counter("unknownBodies")).isEqualTo(1);
        }
    }

    private static Object lastOfAnswer(List<ControlCommand> commands, int from) {
        for (int i = from; i < commands.size(); i++) {
            if (commands.get(i).getBody() instanceof PriorityTag tag) {
                return tag;
            }
        }
        throw new AssertionError("no tag after command " + from);
    }

    private static <T> T lastOf(List<T> values) {
        return values.get(values.size() - 1);
    }
}
