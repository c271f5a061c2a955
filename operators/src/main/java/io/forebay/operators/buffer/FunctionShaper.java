package io.forebay.operators.buffer;

import io.forebay.operators.OperatorSettings;
import io.forebay.predictor.DeviceModel;
import io.forebay.schemas.Completion;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.alert.OperationMemory;
import io.forebay.shaping.alert.VisitedRegions;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import io.forebay.shaping.priority.PriorityPolicy;

/**
 * Everything the job keeps of one I/O function while it is live: its circular buffer, its predictor
 * over the weights of its device, the priority levels of its device, its prefetch policy, its open
 * demand windows, and the number of its next command. Knows nothing of Flink's runtime. One thread.
 */
final class FunctionShaper {
    private final OperatorSettings settings;
    private final DeviceModel device;
    private final PriorityPolicy priorities;
    private final TrafficPredictor predictor;
    private final PrefetchPolicy prefetch;
    private final HistoryRing history;
    private final DemandWindows windows;
    private final VisitedRegions regions;
    private final OperationMemory operations;
    private long nextCommandSequence;

    /**
     * Puts a shaper together.
     *
     * @param settings what this function is to keep to
     */
    FunctionShaper(
            OperatorSettings settings,
            DeviceModel device,
            PriorityPolicy priorities,
            TrafficPredictor predictor,
            PrefetchPolicy prefetch,
            HistoryRing history,
            DemandWindows windows,
            VisitedRegions regions,
            OperationMemory operations,
            long nextCommandSequence) {
        this.settings = settings;
        this.device = device;
        this.priorities = priorities;
        this.predictor = predictor;
        this.prefetch = prefetch;
        this.history = history;
        this.windows = windows;
        this.regions = regions;
        this.operations = operations;
        this.nextCommandSequence = nextCommandSequence;
    }

    /**
     * Predicts the element, scores the prediction, learns, and decides what follows.
     *
     * @param window the demand window of the element, which has not been closed
     * @param out takes the decision
     * @return whether this is the first that came for its window
     */
    boolean observe(TrafficElement element, long window, Decision out) {
        windows.advanceTo(window, predictor);
        predictor.observe(element, out.score);
        history.append(element);
        predictor.remainingBurst(out.later);
        long lengthBytes = element.getLengthBytes();
        out.remainingBurstBytes = out.later.meanBytes() + lengthBytes;
        out.priority =
                priorities.priorityOf(
                        out.later,
                        lengthBytes,
                        lengthBytes,
                        settings.priorityFloor(),
                        settings.priorityCeiling());
        out.prefetch.clear();
        if (settings.prefetchEnabled() && element.getKind() == ElementKind.BLOCK) {
            planPrefetch(element, out);
        }
        WindowTotals totals = windows.find(window);
        boolean opened = totals == null;
        if (opened) {
            totals = windows.add(window);
        }
        totals.add(element, regions.visit(element), operations.visit(element), out.score);
        return opened;
    }

    /**
     * Marks an element completed, and counts its response time when its window is still open.
     *
     * @param window the demand window of the completion
     * @param windowOpen whether that window is still to be closed
     * @return whether this is the first that came for its window
     */
    boolean complete(Completion completion, long window, boolean windowOpen) {
        history.complete(completion.getSequence(), completion.getResponseNanos());
        if (!windowOpen) {
            return false;
        }
        WindowTotals totals = windows.find(window);
        boolean opened = totals == null;
        if (opened) {
            totals = windows.add(window);
        }
        totals.addCompletion(completion.getResponseNanos());
        return opened;
    }

    /** The device began anew, with an empty prefetch buffer. */
    void onDeviceStart() {
        prefetch.forgetStaged();
    }

    void onOutcome(PrefetchOutcome outcome) {
        prefetch.onOutcome(outcome.getResult(), outcome.getFirstBlock(), outcome.getBlockCount());
    }

    /** Ends a demand window: what happened in it, with a forecast if it had elements. */
    WindowTotals closeWindow(long window) {
        windows.advanceTo(window + 1, predictor);
        WindowTotals totals = windows.remove(window);
        if (totals.elementCount > 0 && !totals.forecast) {
            windows.setNewestForecast(totals);
        }
        return totals;
    }

    /** The priority of an element that is not learned. */
    int middlePriority() {
        return (settings.priorityFloor() + settings.priorityCeiling()) / 2;
    }

    /** The number of the command that is now emitted. */
    long takeCommandSequence() {
        return nextCommandSequence++;
    }

    /** The weights the predictor is bound to. */
    DeviceModel device() {
        return device;
    }

    /** The levels of its device. */
    PriorityPolicy priorities() {
        return priorities;
    }

    TrafficPredictor predictor() {
        return predictor;
    }

    PrefetchPolicy prefetch() {
        return prefetch;
    }

    HistoryRing history() {
        return history;
    }

    DemandWindows windows() {
        return windows;
    }

    VisitedRegions regions() {
        return regions;
    }

    OperationMemory operations() {
        return operations;
    }

    long nextCommandSequence() {
        return nextCommandSequence;
    }

    private void planPrefetch(TrafficElement element, Decision out) {
        // After each block request, so that the predictor can follow what became of its candidates.
        out.candidates.clear();
        predictor.rollOut(prefetch.stagingMayWait(), out.candidates);
        if (element.getLengthBytes() == 0) {
            return;
        }
        prefetch.onRequest(
                element.getOperation() == Operation.READ,
                element.getAddress(),
                element.getLengthBytes(),
                out.candidates,
                out.prefetch);
    }
}
