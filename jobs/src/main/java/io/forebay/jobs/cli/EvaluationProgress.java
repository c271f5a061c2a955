package io.forebay.jobs.cli;

import io.forebay.evaluation.report.Progress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on standard error how far an evaluation is: one bar for each thing done. One thread. */
final class EvaluationProgress implements Progress, AutoCloseable {
    private static final int UPDATE_MILLIS = 500;

    private ProgressBar bar;
    private String current = "";

    @Override
    public void show(String what, long stepsDone, long stepsInAll) {
        if (bar == null || !what.equals(current)) {
            close();
            current = what;
            bar =
                    new ProgressBarBuilder()
                            .setTaskName(what)
                            .setInitialMax(stepsInAll)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(UPDATE_MILLIS)
                            .showSpeed()
                            .build();
        }
        bar.stepTo(stepsDone);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
