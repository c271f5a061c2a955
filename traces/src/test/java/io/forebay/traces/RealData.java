package io.forebay.traces;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the real traces are, for the tests that need them. */
public final class RealData {
    private RealData() {}

    /** A file below the data directory; the test is skipped where the directory is missing. */
    public static Path file(String relative) {
        Path directory = Path.of(System.getProperty("forebay.data.dir", "data"));
        assumeTrue(
                Files.isDirectory(directory),
                "no directory with real traces: forebay.data.dir=" + directory);
        return directory.resolve(relative);
    }
}
