package io.forebay.operators.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.PolicyChange;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PolicyFunctionTest {
    @Test
    void shouldReportRefusalWithReasonAndPosition() throws Exception {
        try (var harness = harness(OperatorSettings.defaults())) {
            harness.open();
            harness.processElement(Policies.priority("disk0/1", 6, 3), 0);
            PolicyChange good = Policies.priority("disk0/1", 3, 6);
            harness.processElement(good, 0);

            assertThat(harness.extractOutputValues()).containsExactly(good);
            DeadLetter letter =
                    harness.getSideOutput(RecordTypes.DEAD_LETTERS).element().getValue();
            assertThat(letter.getOrigin()).isEqualTo(Policies.ORIGIN);
            assertThat(letter.getPosition()).isEqualTo(7);
            assertThat(letter.getPositionUnit()).isEqualTo("kafka offset");
            assertThat(letter.getReason())
                    .contains("key=forebay.priority.ceiling, value=3")
                    .contains("target=disk0/1");
            assertThat(letter.getExcerpt()).contains("disk0/1");
        }
    }

    @Test
    void shouldJudgeByPoliciesInForceAfterRestore() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = harness(OperatorSettings.defaults())) {
            harness.open();
            harness.processElement(Policies.priority("disk0/1", 6, 7), 0);
            checkpoint = harness.snapshot(1, 1);
        }
        PolicyChange conflicting = Policies.set("*", Map.of("forebay.priority.ceiling", "5"));
        try (var harness = harness(OperatorSettings.defaults())) {
            harness.initializeState(checkpoint);
            harness.open();
            harness.processElement(conflicting, 0);

            // The function has its own ceiling: nothing conflicts.
            assertThat(harness.extractOutputValues()).containsExactly(conflicting);
            harness.processElement(
                    Policies.set("disk0/1", Map.of("forebay.priority.floor", "6")), 0);
            assertThat(harness.getSideOutput(RecordTypes.DEAD_LETTERS)).hasSize(1);
        }
    }

    @Test
    void shouldLeaveOutWhatTodaysSettingsDoNotAllow() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = harness(OperatorSettings.defaults())) {
            harness.open();
            harness.processElement(
                    Policies.set("disk0/1", Map.of("forebay.priority.floor", "6")), 0);
            checkpoint = harness.snapshot(1, 1);
        }
        var lower =
                OperatorSettings.from(
                        Configuration.fromMap(Map.of("forebay.priority.ceiling", "5")));
        try (var harness = harness(lower)) {
            harness.initializeState(checkpoint);
            harness.open();
            // It would be refused if the old one were in force.
            PolicyChange change = Policies.set("*", Map.of("forebay.priority.ceiling", "4"));
            harness.processElement(change, 0);

            assertThat(harness.extractOutputValues()).containsExactly(change);
        }
    }

    private static OneInputStreamOperatorTestHarness<PolicyChange, PolicyChange> harness(
            OperatorSettings settings) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new PolicyFunction(settings)), 1, 1, 0);
    }
}
