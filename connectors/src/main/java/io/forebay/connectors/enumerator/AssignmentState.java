package io.forebay.connectors.enumerator;

import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * What a {@link StaticSplitEnumerator} has to remember.
 *
 * @param pending splits no reader holds, with the position to start at
 * @param assignedIds splits some reader holds, or has finished
 */
public record AssignmentState<S extends SourceSplit>(List<S> pending, Set<String> assignedIds) {
    public AssignmentState {
        pending = List.copyOf(pending);
        assignedIds = Set.copyOf(assignedIds);
    }
}
