package io.forebay.evaluation.priority;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.evaluation.mix.PublicMix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The public mix as a workload, built once; the test is skipped where its traces are missing. */
final class PublicWorkload {
    private static ElementWorkload workload;

    private PublicWorkload() {}

    static synchronized ElementWorkload get() {
        Path directory = Path.of(System.getProperty("forebay.data.dir", ""), "block");
        assumeTrue(Files.isDirectory(directory), "no sample traces: directory=" + directory);
        if (workload == null) {
            try {
                workload = new ElementWorkload(PublicMix.build(directory));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return workload;
    }
}
