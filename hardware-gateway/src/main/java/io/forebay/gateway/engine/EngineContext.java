package io.forebay.gateway.engine;

import io.forebay.gateway.model.EdgePriorities;
import io.forebay.gateway.prefetch.PrefetchUnit;
import io.forebay.gateway.ring.RingSource;
import io.forebay.gateway.schedule.DispatchQueues;
import io.forebay.gateway.schedule.PendingElements;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PrefetchResult;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the parts of one engine share. Not thread safe. */
final class EngineContext {
    private static final int FIRST_RING_CAPACITY = 64;

    final EngineSettings settings;
    final EngineListener listener;
    final ServiceModel service;
    final List<FunctionState> functions = new ArrayList<>();
    final RingSource rings;
    PendingElements elements;
    DispatchQueues queues;
    final PrefetchUnit prefetch;
    final EdgePriorities edge;
    final EngineStatistics statistics = new EngineStatistics(this);
    long clockNanos;

    /** When the function domain was reset last. */
    long resetNanos;

    private final boolean readsQueues;

    private final Map<String, FunctionState> functionsById = new HashMap<>();

    EngineContext(
            EngineSettings settings,
            EngineListener listener,
            RingSource rings,
            boolean readsQueues) {
        this.settings = settings;
        this.rings = rings;
        this.readsQueues = readsQueues;
        this.listener = listener;
        this.service = new ServiceModel(settings);
        this.edge = new EdgePriorities(readsQueues && settings.priorities().edgeModel());
        emptyQueues();
        this.prefetch =
                new PrefetchUnit(
                        settings.prefetchBlocksPerFunction(),
                        settings.prefetchChunkBlocks(),
                        settings.storageChannels(),
                        this::reportOutcome,
                        this::isStale);
    }

    /** Starts with queues in which nothing waits. */
    final void emptyQueues() {
        elements = new PendingElements();
        queues =
                new DispatchQueues(
                        elements,
                        index -> functions.get(index).queue,
                        settings.agingNanos(),
                        readsQueues);
    }

    /** The function of this id, or null where none of its elements has come. */
    FunctionState find(String functionId) {
        return functionsById.get(functionId);
    }

    FunctionState add(String functionId) {
        int capacity = Math.min(FIRST_RING_CAPACITY, settings.historyLength());
        var function =
                new FunctionState(functions.size(), functionId, rings.open(functionId, capacity));
        function.priorities = settings.priorities().rangeOf(functionId);
        functions.add(function);
        functionsById.put(functionId, function);
        prefetch.addFunction();
        return function;
    }

    private void reportOutcome(int function, PrefetchResult result, long firstBlock, int count) {
        listener.onEvent(
                new PrefetchOutcome(
                        functions.get(function).id, clockNanos, result, firstBlock, count));
    }

    private boolean isStale(int function, long block) {
        long firstByte = block * PrefetchPolicy.BLOCK_BYTES;
        return queues.overlapsPendingWrite(
                functions.get(function).queue,
                firstByte,
                firstByte + PrefetchPolicy.BLOCK_BYTES - 1);
    }
}
