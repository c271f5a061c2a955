package io.forebay.operators.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.RecordTypes;
import io.forebay.operators.TestMetrics;
import io.forebay.operators.Traffic;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.Completion;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.DeviceReset;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.TrafficElement;
import java.util.List;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ValidationFunctionTest {
    private static final String FUNCTION = "device0/volume0";

    private final TestMetrics metrics = new TestMetrics();
    private OneInputStreamOperatorTestHarness<CaptureRecord, CaptureRecord> harness;

    @BeforeEach
    void open() throws Exception {
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new ValidationFunction("gateway-7")),
                        MockEnvironment.builder().setMetricGroup(metrics).build());
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void shouldPassWhatIsAboutFunctions() throws Exception {
        List<CaptureRecord> records =
                List.of(
                        Traffic.read(FUNCTION, 0, 0),
                        Traffic.completion(FUNCTION, 0, 1),
                        Traffic.outcome(FUNCTION, 2, PrefetchResult.HIT, 1, 1),
                        Traffic.applied(FUNCTION, 3, 10, 10),
                        Traffic.lateTag(FUNCTION, 0, 4));
        for (CaptureRecord record : records) {
            validate(record);
        }

        assertThat(harness.extractOutputValues()).isEqualTo(records);
        assertThat(deadLetters()).isEmpty();
        assertThat(metric("validRecords")).isEqualTo(5);
        assertThat(metric("elements")).isEqualTo(1);
    }

    @Test
    void shouldCountAndDropWhatIsAboutDevices() throws Exception {
        validate(Traffic.tick("device0", 0));
        validate(Traffic.capture(new DeviceReset("device0", Traffic.nanos(0), "power")));
        validate(Traffic.capture(new CaptureGap("device0", Traffic.nanos(0), 10L, 25L, false)));

        assertThat(harness.getOutput()).isEmpty();
        assertThat(deadLetters()).isEmpty();
        assertThat(metric("clockTicks")).isEqualTo(1);
        assertThat(metric("deviceResets")).isEqualTo(1);
        assertThat(metric("captureGaps")).isEqualTo(1);
        assertThat(metric("missedRecords")).isEqualTo(15);
    }

    @Test
    void shouldSendElementThatBreaksRulesToDeadLetters() throws Exception {
        String function = "device0/" + "v".repeat(200);
        TrafficElement element = Traffic.element(function, 3, 0, Operation.READ, 0, -1);
        validate(new CaptureRecord(42L, element));

        assertThat(harness.getOutput()).isEmpty();
        assertThat(deadLetters())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.getOrigin()).isEqualTo("gateway-7");
                            assertThat(letter.getPosition()).isEqualTo(42);
                            assertThat(letter.getPositionUnit()).isEqualTo("capture offset");
                            assertThat(letter.getReason()).contains("lengthBytes=-1");
                            assertThat(letter.getExcerpt()).contains(function).hasSize(256);
                        });
        assertThat(metric("deadLetters")).isEqualTo(1);
    }

    @Test
    void shouldSendMalformedEnvelopesToDeadLetters() throws Exception {
        validate(new CaptureRecord(-1L, Traffic.read(FUNCTION, 0, 0).getBody()));
        validate(new CaptureRecord(1L, null));
        validate(new CaptureRecord(2L, "text"));
        validate(Traffic.completion("nowhere", 0, 0));
        validate(Traffic.capture(new Completion()));
        validate(Traffic.tick("device0", -Traffic.START_MILLIS - 1));

        assertThat(harness.getOutput()).isEmpty();
        assertThat(deadLetters())
                .extracting(DeadLetter::getReason)
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("offset=-1"),
                        reason -> assertThat(reason).contains("body=none"),
                        reason -> assertThat(reason).contains("body=java.lang.String"),
                        reason -> assertThat(reason).contains("functionId=nowhere"),
                        reason -> assertThat(reason).contains("function id is missing"),
                        reason -> assertThat(reason).contains("eventTimeNanos=-1000000"));
    }

    @Test
    void shouldSendImpossibleQuantitiesToDeadLetters() throws Exception {
        CaptureRecord completion = Traffic.completion(FUNCTION, 0, 0);
        ((Completion) completion.getBody()).setResponseNanos(-5L);
        validate(completion);
        validate(Traffic.outcome(FUNCTION, 0, PrefetchResult.HIT, 8, 0));
        validate(Traffic.capture(new CaptureGap("device0", Traffic.nanos(0), 10L, 9L, false)));

        assertThat(harness.getOutput()).isEmpty();
        assertThat(deadLetters())
                .extracting(DeadLetter::getReason)
                .containsExactly(
                        "response time is negative: responseNanos=-5",
                        "outcome without blocks: blockCount=0",
                        "gap ends before it begins: firstOffset=10, nextOffset=9");
        assertThat(metric("captureGaps")).isZero();
    }

    private void validate(CaptureRecord record) throws Exception {
        harness.processElement(record, Traffic.START_MILLIS);
    }

    private long metric(String name) {
        return metrics.countOf(name);
    }

    private List<DeadLetter> deadLetters() {
        var letters = harness.getSideOutput(RecordTypes.DEAD_LETTERS);
        return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
    }
}
