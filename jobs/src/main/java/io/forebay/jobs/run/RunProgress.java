package io.forebay.jobs.run;

import io.forebay.gateway.GatewayProgress;
import io.forebay.gateway.GatewayServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on standard error how far a run is. */
final class RunProgress {
    private static final int UPDATE_MILLIS = 500;

    private final GatewayServer gateway;
    private final RunSettings settings;

    RunProgress(GatewayServer gateway, RunSettings settings) {
        this.gateway = gateway;
        this.settings = settings;
    }

    /** Returns when {@code execution} is done, however it ended. */
    void showUntilDone(CompletableFuture<?> execution) throws InterruptedException {
        try (ProgressBar bar = bar()) {
            while (!isDone(execution)) {
                GatewayProgress progress = gateway.progress();
                bar.stepTo(progress.elementsCaptured());
                bar.setExtraMessage(describe(progress));
            }
            bar.stepTo(gateway.progress().elementsCaptured());
        }
    }

    private ProgressBar bar() {
        return new ProgressBarBuilder()
                .setTaskName(settings.workload())
                .setInitialMax(settings.gateway().elementLimit().orElse(-1))
                .setUnit(" elements", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .showSpeed()
                .build();
    }

    private String describe(GatewayProgress progress) {
        return switch (progress.stage()) {
            case WAITING_FOR_SUBSCRIBER -> "the job is starting";
            case RUNNING -> progress.elementsCompleted() + " completed";
            case ENDED -> "the job is finishing";
            case FAILED -> "failed";
        };
    }

    private static boolean isDone(CompletableFuture<?> execution) throws InterruptedException {
        try {
            execution.get(UPDATE_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
