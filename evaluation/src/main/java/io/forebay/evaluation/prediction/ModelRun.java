package io.forebay.evaluation.prediction;

import io.forebay.evaluation.replay.CpuClock;
import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Progress;
import io.forebay.predictor.PredictionScore;
import java.util.function.Supplier;

/**
 * Runs one model over a trace: once for what it pays, then with fresh models until its code is
 * compiled, then for its speed. One thread.
 *
 * <p>Time is CPU time of the thread, and counts making symbols, predicting, scoring and learning;
 * reading the trace is over by then. Speed is that of passes over the first {@value
 * #MOST_TIMED_REQUESTS} requests.
 */
final class ModelRun {
    /** Requests whose time is taken together, between which progress is shown. */
    private static final int BATCH = 1_000;

    static final int MOST_TIMED_REQUESTS = 500_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final String name;
    private final RequestTrace trace;
    private final Supplier<RequestModel> models;
    private final SpeedEffort effort;
    private final Progress progress;
    private final PredictionScore score = new PredictionScore();

    private long passedRequests;
    private long passedNanos;

    ModelRun(
            String name,
            RequestTrace trace,
            Supplier<RequestModel> models,
            SpeedEffort effort,
            Progress progress) {
        this.name = name;
        this.trace = trace;
        this.models = models;
        this.effort = effort;
        this.progress = progress;
    }

    /** What the model paid, and how fast. */
    PredictionFigures.Model run(String label, String factorisation) {
        var scoring = new Scoring();
        pass(name, trace.size(), scoring);
        double cold = speed();
        int timed = Math.min(trace.size(), MOST_TIMED_REQUESTS);
        passUntil(name + ", speed", timed, effort.warmRequests(), effort.warmNanos());
        passedRequests = 0;
        passedNanos = 0;
        passUntil(name + ", speed", timed, effort.timedRequests(), effort.timedNanos());
        return new PredictionFigures.Model(
                label, factorisation, scoring.bits(), speed(), cold, scoring.curve());
    }

    private double speed() {
        return passedRequests * NANOS_PER_SECOND / Math.max(1, passedNanos);
    }

    private void passUntil(String what, int requests, long enoughRequests, long enoughNanos) {
        while (passedRequests < enoughRequests && passedNanos < enoughNanos) {
            pass(what, requests, new Scoring());
        }
    }

    /** Lets a fresh model see the first requests. */
    private void pass(String what, int requests, Scoring scoring) {
        RequestModel model = models.get();
        for (int begin = 0; begin < requests; begin += BATCH) {
            int end = Math.min(requests, begin + BATCH);
            long began = CpuClock.nanos();
            observe(model, begin, end, scoring);
            passedNanos += CpuClock.nanos() - began;
            passedRequests += end - begin;
            progress.show(what, end, requests);
        }
    }

    private void observe(RequestModel model, int begin, int end, Scoring scoring) {
        for (int i = begin; i < end; i++) {
            model.observe(trace.functionOf(i), trace.requests().get(i), score);
            scoring.add(score);
        }
    }
}
