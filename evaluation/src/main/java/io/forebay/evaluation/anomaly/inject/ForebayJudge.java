package io.forebay.evaluation.anomaly.inject;

import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.PredictionError;
import io.forebay.shaping.alert.FunctionWatch;
import io.forebay.shaping.anomaly.AnomalySettings;
import java.util.ArrayList;
import java.util.List;

/** The watch the job runs, with its default settings; nothing is calibrated. */
final class ForebayJudge implements Judge {
    static final String NAME = "forebay";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Start> judge(List<PredictionError> windows, long calibrationEndNanos) {
        var watch = new FunctionWatch(AnomalySettings.defaults());
        var starts = new ArrayList<Start>();
        for (PredictionError window : windows) {
            AnomalyAlert alert = watch.observe(window);
            if (alert == null) {
                continue;
            }
            if (alert.getState() == AlertState.STARTED) {
                starts.add(new Start(alert.getWindowEndNanos(), alert.getSignature()));
            } else if (!starts.isEmpty()) {
                // What an incident looks like may be told later than that it is one.
                Start last = starts.remove(starts.size() - 1);
                starts.add(new Start(last.windowEndNanos(), alert.getSignature()));
            }
        }
        return starts;
    }
}
