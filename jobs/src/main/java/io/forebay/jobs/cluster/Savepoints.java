package io.forebay.jobs.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Takes savepoints of jobs. Blocking. */
public final class Savepoints {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final FlinkApi flink;
    private final Path directory;

    /** Puts them into {@code directory}. */
    public Savepoints(FlinkApi flink, Path directory) {
        this.flink = flink;
        this.directory = directory;
    }

    /**
     * The job that runs.
     *
     * @throws IllegalStateException when none does, or several do
     */
    public String onlyJob() throws IOException, InterruptedException {
        List<String> running =
                flink.jobs().stream().filter(job -> !job.hasEnded()).map(FlinkApi.Job::id).toList();
        if (running.size() != 1) {
            throw new IllegalStateException("not one job runs; name one: running=" + running);
        }
        return running.get(0);
    }

    /**
     * Takes a savepoint.
     *
     * @param stops whether the job ends with it
     * @return where it is
     * @throws IOException when it failed
     */
    public String take(String job, boolean stops) throws IOException, InterruptedException {
        String trigger = flink.beginSavepoint(job, directory, stops);
        var path = new AtomicReference<String>();
        var failure = new AtomicReference<IOException>();
        Waiting.until(
                "the savepoint is there",
                PATIENCE,
                () -> {
                    try {
                        path.set(flink.savepoint(job, trigger));
                    } catch (IOException e) {
                        failure.set(e);
                        return true;
                    }
                    return path.get() != null;
                });
        if (failure.get() != null) {
            throw failure.get();
        }
        return path.get();
    }
}
