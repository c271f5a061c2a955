package io.forebay.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.control.CommandOutcome;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionPrioritiesTest {
    private static final long SPACING = FunctionPriorities.SPACING_NANOS;

    private final Kernel kernel = new Kernel();
    private final FunctionPriorities priorities = new FunctionPriorities(kernel);

    @Test
    void shouldChangeAtOnceWhenNothingWasChangedBefore() {
        assertThat(priorities.ask("a", 7, 0)).isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(kernel.changes).containsExactly("a=7");
        assertThat(priorities.nextNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldDoNothingWhenThePriorityIsInForce() {
        assertThat(priorities.ask("a", 3, 0)).isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(kernel.changes).isEmpty();
    }

    @Test
    void shouldWaitAndTakeTheNewestWhenChangesComeTooFast() {
        priorities.ask("a", 7, 0);
        priorities.ask("a", 1, 1);
        priorities.ask("b", 5, 2);
        priorities.ask("a", 2, 3);
        assertThat(kernel.changes).containsExactly("a=7");
        assertThat(priorities.nextNanos()).isEqualTo(SPACING);
        priorities.advanceTo(SPACING - 1);
        assertThat(kernel.changes).hasSize(1);
        priorities.advanceTo(SPACING);
        priorities.advanceTo(2 * SPACING);
        assertThat(kernel.changes).containsExactly("a=7", "a=2", "b=5");
        assertThat(priorities.nextNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldForgetAWaitingChangeWhenTheFormerPriorityIsAskedForAgain() {
        priorities.ask("a", 7, 0);
        priorities.ask("a", 1, 1);
        priorities.ask("a", 7, 2);
        assertThat(priorities.nextNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldRefuseWithReasonAndTryAgainLaterWhenTheKernelRefuses() {
        kernel.failure = "no such device";
        CommandOutcome refused = priorities.ask("a", 7, 0);
        assertThat(refused.status()).isEqualTo(CommandStatus.COMMAND_STATUS_UNSUPPORTED);
        assertThat(refused.detail()).contains("no such device");
        kernel.failure = null;
        assertThat(priorities.ask("a", 7, SPACING)).isEqualTo(refused);
        assertThat(kernel.changes).isEmpty();
        assertThat(priorities.ask("a", 7, 2_000_000_000)).isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(kernel.changes).containsExactly("a=7");
    }

    @Test
    void shouldRefuseWhenTheFunctionCannotBeToldFromOthers() {
        CommandOutcome refused = priorities.ask("vlan-5", 7, 0);
        assertThat(refused.status()).isEqualTo(CommandStatus.COMMAND_STATUS_UNSUPPORTED);
        assertThat(refused.detail()).contains("function=vlan-5");
    }

    private static final class Kernel implements FunctionPriorities.Target {
        private final Map<String, Integer> held = new HashMap<>(Map.of("a", 3, "b", 3));
        private final List<String> changes = new ArrayList<>();
        private String failure;

        @Override
        public boolean knows(String function) {
            return held.containsKey(function);
        }

        @Override
        public int applied(String function) {
            return held.get(function);
        }

        @Override
        public void apply(String function, int priority) throws IOException {
            if (failure != null) {
                throw new IOException(failure);
            }
            held.put(function, priority);
            changes.add(function + "=" + priority);
        }
    }
}
