package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.connectors.kafka.KafkaOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Two million elements, in the course of which ten TaskManagers are killed. */
@EnabledIfSystemProperty(
        named = "forebay.faults",
        matches = "true",
        disabledReason = "runs with ./mvnw verify -Pfaults")
class ManyKillsITCase {
    private static final long ELEMENTS = Long.getLong("forebay.faults.elements", 2_000_000);
    private static final int KILLS = 10;
    private static final String CAPTURE = "kills.capture";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static ClusterBed bed;

    @BeforeAll
    static void start() throws Exception {
        bed =
                ClusterBed.start(
                        directory,
                        Map.of(
                                "execution.checkpointing.interval",
                                "2 s",
                                "restart-strategy.exponential-delay.initial-backoff",
                                "100 ms",
                                "restart-strategy.exponential-delay.max-backoff",
                                "2 s"));
    }

    @AfterAll
    static void stop() {
        if (bed != null) {
            bed.close();
        }
    }

    @Test
    void shouldWriteWhatAnUndisturbedRunWritesWhenTaskManagersAreKilledTenTimes() throws Exception {
        bed.topics().create(List.of(CAPTURE), 1);
        Future<CaptureFeed.Count> feed = bed.feed(CAPTURE, Double.POSITIVE_INFINITY, ELEMENTS);
        assertThat(feed.get()).isEqualTo(new CaptureFeed.Count(ELEMENTS, 0));
        long begin = System.nanoTime();
        Map<String, String> disturbed = bounded("disturbed");
        String job = bed.submit(2, null, disturbed);
        Map<String, Map<String, KeyDigests.Digest>> actual;
        Map<String, List<String>> alerts;
        try (RunResults results = bed.results(disturbed)) {
            for (int kill = 0; kill < KILLS; kill++) {
                results.awaitTags((kill + 1) * ELEMENTS / (KILLS + 2), ClusterBed.PATIENCE);
                bed.awaitCheckpoints(job, 1);
                bed.killTaskManagerOf(job);
                bed.awaitState(job, "RUNNING");
                bed.awaitCheckpoints(job, 1);
            }
            results.awaitTags(ELEMENTS, ClusterBed.PATIENCE);
            bed.awaitState(job, "FINISHED");
            actual = results.digests();
            alerts = results.alerts();
            assertThat(results.tags()).isEqualTo(ELEMENTS);
        }
        assertThat(bed.flink().restoredCheckpoints(job)).isGreaterThanOrEqualTo(KILLS);
        long disturbedSeconds = secondsSince(begin);

        begin = System.nanoTime();
        Map<String, String> undisturbed = bounded("undisturbed");
        String well = bed.submit(2, null, undisturbed);
        try (RunResults results = bed.results(undisturbed)) {
            results.awaitTags(ELEMENTS, ClusterBed.PATIENCE);
            bed.awaitState(well, "FINISHED");
            assertThat(alerts).isEqualTo(results.alerts());
            assertThat(actual).isEqualTo(results.digests());
        }
        System.out.printf(
                "%,d elements: %d kills in %d s; undisturbed %d s%n",
                ELEMENTS, KILLS, disturbedSeconds, secondsSince(begin));
    }

    private static Map<String, String> bounded(String name) throws Exception {
        Map<String, String> run = bed.run(name, CAPTURE);
        run.put(KafkaOptions.BOUNDED.key(), "true");
        return run;
    }

    private static long secondsSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toSeconds();
    }
}
