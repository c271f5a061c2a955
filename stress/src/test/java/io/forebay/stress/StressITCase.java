package io.forebay.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every stress test for a moment; the README has the command for the long run. */
class StressITCase {
    private static final long TIMEOUT_SECONDS = 600;
    private static final int TESTS = 2;

    @TempDir Path directory;

    @Test
    void shouldSeeNothingForbiddenInAShortRun() throws Exception {
        Path out = directory.resolve("out.txt");
        Process stress =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.openjdk.jcstress.Main",
                                "-r",
                                directory.resolve("report").toString(),
                                "-c",
                                "2",
                                "-f",
                                "1",
                                "-fsm",
                                "1",
                                "-iters",
                                "1",
                                "-time",
                                "100",
                                "-sc",
                                "false",
                                "-af",
                                "NONE",
                                "-jvmArgs",
                                "-Xmx512m")
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            assertThat(stress.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            stress.descendants().forEach(ProcessHandle::destroyForcibly);
            stress.destroyForcibly();
        }
        String text = Files.readString(out);
        assertThat(stress.exitValue()).as(text).isZero();
        assertThat(text)
                .contains("Failed tests: No matches.", "Error tests: No matches.")
                .contains("All remaining tests: " + TESTS + " matching");
    }
}
