package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PriorityTag;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds commands to the contract of the loop while they are read: a target's are numbered without
 * holes, and each element has one tag, in order.
 */
final class CommandContract {
    private final Map<String, Next> nextByTarget = new TreeMap<>();
    private long tags;

    private static final class Next {
        private long sequence;
        private long element;
    }

    /** Takes the next command of a target. */
    void accept(String target, ControlCommand command) {
        if (command.getBody() instanceof ModelUpdate) {
            return;
        }
        Next next = nextByTarget.computeIfAbsent(target, missing -> new Next());
        if (command.getSequence() != next.sequence) {
            assertThat(command.getSequence()).as(target).isEqualTo(next.sequence);
        }
        next.sequence++;
        if (command.getBody() instanceof PriorityTag tag) {
            if (tag.getElementSequence() != next.element) {
                assertThat(tag.getElementSequence()).as(target).isEqualTo(next.element);
            }
            next.element++;
            tags++;
        }
    }

    /** Tags taken so far, which is the number of elements answered. */
    long tags() {
        return tags;
    }
}
