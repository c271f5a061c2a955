package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.SchemaTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Commands as they stand in a topic. */
final class Commands {
    static {
        SchemaTrust.install();
    }

    private Commands() {}

    static ControlCommand decode(byte[] value) {
        try {
            return ControlCommand.getDecoder().decode(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Number of priority tags among the commands. */
    static long tags(Map<String, List<byte[]>> byTarget) {
        return byTarget.values().stream()
                .flatMap(List::stream)
                .filter(value -> decode(value).getBody() instanceof PriorityTag)
                .count();
    }

    /** Holds commands to the contract of the loop. */
    static void assertWithoutHolesAndRepeats(Map<String, List<byte[]>> byTarget) {
        var contract = new CommandContract();
        byTarget.forEach(
                (target, values) ->
                        values.forEach(value -> contract.accept(target, decode(value))));
    }

    /**
     * Holds commands to those of another run, byte by byte. Which of two subtasks is first with its
     * model update is nobody's promise; the order of each one's is.
     */
    static void assertSame(Map<String, List<byte[]>> actual, Map<String, List<byte[]>> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (target, written) -> {
                    List<byte[]> values = bySubtask(written);
                    List<byte[]> others = bySubtask(actual.get(target));
                    assertThat(others).as(target).hasSameSizeAs(values);
                    for (int i = 0; i < values.size(); i++) {
                        if (!Arrays.equals(others.get(i), values.get(i))) {
                            assertThat(decode(others.get(i)))
                                    .as("command %d of %s", i, target)
                                    .isEqualTo(decode(values.get(i)));
                        }
                    }
                });
    }

    /** Holds each target's commands to be those that another run begins with, byte by byte. */
    static void assertBegin(Map<String, List<byte[]>> actual, Map<String, List<byte[]>> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach(
                (target, values) -> {
                    List<byte[]> others = expected.get(target);
                    assertThat(values).as(target).hasSizeLessThanOrEqualTo(others.size());
                    for (int i = 0; i < values.size(); i++) {
                        assertThat(values.get(i))
                                .as("command %d of %s", i, target)
                                .isEqualTo(others.get(i));
                    }
                });
    }

    /** Model updates subtask by subtask, behind all other commands; else in their order. */
    private static List<byte[]> bySubtask(List<byte[]> values) {
        return values.stream().sorted(Comparator.comparingInt(Commands::subtask)).toList();
    }

    private static int subtask(byte[] value) {
        return decode(value).getBody() instanceof ModelUpdate update ? update.getSubtask() + 1 : 0;
    }
}
