package io.forebay.jobs.cluster;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Tests that have one cluster among them, without a gateway, checkpointed every second. */
abstract class OnOneCluster {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    static ClusterBed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = ClusterBed.start(directory, Map.of("execution.checkpointing.interval", "1 s"));
    }

    @AfterAll
    static void stop() {
        if (bed != null) {
            bed.close();
            bed = null;
        }
    }
}
