package io.forebay.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RepeatWindowTest {
    @Test
    void shouldAnswerTheSameWhenCommandComesAgain() {
        var window = new RepeatWindow(4);
        CommandOutcome outcome = CommandOutcome.invalid("no");
        assertThat(window.find(0)).isNull();
        window.put(0, outcome);
        assertThat(window.find(0)).isSameAs(outcome);
        assertThat(window.find(1)).isNull();
    }

    @Test
    void shouldCallForgottenWhatIsOlderThanWindow() {
        var window = new RepeatWindow(4);
        window.put(0, CommandOutcome.invalid("no"));
        window.put(10, CommandOutcome.invalid("no"));
        assertThat(window.find(6).status()).isEqualTo(CommandStatus.COMMAND_STATUS_FORGOTTEN);
        assertThat(window.find(0).status()).isEqualTo(CommandStatus.COMMAND_STATUS_FORGOTTEN);
        assertThat(window.find(7)).isNull();
    }

    @Test
    void shouldTakeWhatIsOlderThanWindowAsNewWhenSequencesAreOfSeveralSenders() {
        var window = RepeatWindow.ofUnordered(4);
        window.put(100, CommandOutcome.ACCEPTED);
        assertThat(window.find(0)).isNull();
        window.put(0, CommandOutcome.invalid("old"));
        assertThat(window.find(100)).isEqualTo(CommandOutcome.ACCEPTED);
    }

    @Property(tries = 300)
    void shouldRememberExactlyTheNewest(
            @ForAll @IntRange(min = 1, max = 40) int capacity,
            @ForAll @Size(max = 150) List<@IntRange(min = 0, max = 120) Integer> sequences) {
        var window = new RepeatWindow(capacity);
        Map<Integer, CommandOutcome> model = new HashMap<>();
        int highest = -1;
        for (int sequence : sequences) {
            CommandOutcome known = window.find(sequence);
            if (highest - sequence >= capacity) {
                assertThat(known.status()).isEqualTo(CommandStatus.COMMAND_STATUS_FORGOTTEN);
            } else {
                assertThat(known).isEqualTo(model.get(sequence));
            }
            if (known == null) {
                CommandOutcome outcome = CommandOutcome.invalid("outcome of " + sequence);
                window.put(sequence, outcome);
                model.put(sequence, outcome);
                highest = Math.max(highest, sequence);
            }
        }
    }
}
