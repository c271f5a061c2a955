package io.forebay.connectors.enumerator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a fixed set of splits out to the readers, round-robin in configured order: split {@code i}
 * goes to reader {@code i mod parallelism} as soon as that reader registers, and back to it after
 * it failed. Runs on the coordinator thread only.
 */
public final class StaticSplitEnumerator<S extends SourceSplit>
        implements SplitEnumerator<S, AssignmentState<S>> {
    /*
     * The owner is computed, not remembered: a restarted reader gets its own splits again without
     * waiting for the others, and no reader starves because another registered first.
     */
    private static final Logger LOG = LoggerFactory.getLogger(StaticSplitEnumerator.class);

    private final SplitEnumeratorContext<S> context;
    private final List<String> order = new ArrayList<>();
    private final Map<String, S> pending = new LinkedHashMap<>();
    private final Set<String> assignedIds = new HashSet<>();

    /** For a job that starts from nothing. */
    public StaticSplitEnumerator(SplitEnumeratorContext<S> context, List<S> configured) {
        this(context, configured, new AssignmentState<>(List.of(), Set.of()));
    }

    /**
     * For a restored job: configured splits it does not know are new, pending ones that are no
     * longer configured are given up.
     */
    public StaticSplitEnumerator(
            SplitEnumeratorContext<S> context, List<S> configured, AssignmentState<S> restored) {
        this.context = context;
        assignedIds.addAll(restored.assignedIds());
        for (S split : configured) {
            order.add(split.splitId());
            if (!assignedIds.contains(split.splitId())) {
                pending.put(split.splitId(), split);
            }
        }
        for (S split : restored.pending()) {
            if (pending.containsKey(split.splitId())) {
                pending.put(split.splitId(), split);
            } else {
                LOG.warn("Split is no longer configured and is given up: split={}", split);
            }
        }
    }

    @Override
    public void start() {
        // Splits are known from the start and go out as readers register.
    }

    @Override
    public void addReader(int subtaskId) {
        List<S> owned = new ArrayList<>();
        Iterator<S> splits = pending.values().iterator();
        while (splits.hasNext()) {
            S split = splits.next();
            if (ownerOf(split.splitId()) == subtaskId) {
                splits.remove();
                assignedIds.add(split.splitId());
                owned.add(split);
                LOG.info("Assigned split: split={}, reader={}", split, subtaskId);
            }
        }
        if (!owned.isEmpty()) {
            // In one event: a reader that began with the first could leave the others behind.
            context.assignSplits(new SplitsAssignment<>(Map.of(subtaskId, owned)));
        }
        context.signalNoMoreSplits(subtaskId);
    }

    private int ownerOf(String splitId) {
        int position = order.indexOf(splitId);
        if (position < 0) {
            position = order.size();
            order.add(splitId);
        }
        return position % context.currentParallelism();
    }

    @Override
    public void addSplitsBack(List<S> splits, int subtaskId) {
        for (S split : splits) {
            assignedIds.remove(split.splitId());
            pending.put(split.splitId(), split);
        }
    }

    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {
        // Readers do not ask: they get their splits when they register.
    }

    @Override
    public AssignmentState<S> snapshotState(long checkpointId) {
        return new AssignmentState<>(List.copyOf(pending.values()), assignedIds);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
