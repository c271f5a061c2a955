package io.forebay.evaluation.prediction;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds the engine against reference models: what each pays for the requests of a trace, in bits,
 * predicting each from those before it only.
 */
public final class PredictionEvaluation {
    private PredictionEvaluation() {}

    /**
     * Runs the models one after the other on the calling thread.
     *
     * @throws IllegalArgumentException when the trace has no requests
     */
    public static PredictionFigures run(
            RequestTrace trace,
            FunctionMemory memory,
            Set<ModelChoice> choices,
            SpeedEffort effort,
            Progress progress) {
        if (trace.size() == 0) {
            throw new IllegalArgumentException("a trace without requests: trace=" + trace.name());
        }
        List<PredictionFigures.Model> rows = new ArrayList<>();
        for (ModelChoice choice : ModelChoice.values()) {
            if (choices.contains(choice)) {
                for (String factorisation : choice.factorisations()) {
                    rows.add(run(trace, memory, choice, factorisation, effort, progress));
                }
            }
        }
        return new PredictionFigures(
                trace.name(),
                trace.size(),
                trace.functionCount(),
                trace.refused(),
                memory.label(),
                rows);
    }

    private static PredictionFigures.Model run(
            RequestTrace trace,
            FunctionMemory memory,
            ModelChoice choice,
            String factorisation,
            SpeedEffort effort,
            Progress progress) {
        String name =
                choice.factorisations().size() > 1
                        ? choice.label() + " " + factorisation
                        : choice.label();
        boolean blockOnly = trace.isBlock();
        var run =
                new ModelRun(
                        name,
                        trace,
                        () -> choice.create(factorisation, memory.settings(), blockOnly),
                        effort,
                        progress);
        return run.run(choice.label(), factorisation);
    }
}
