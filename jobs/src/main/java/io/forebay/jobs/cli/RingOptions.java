package io.forebay.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where a gateway's rings lie. Shared by the commands that start a gateway. */
public final class RingOptions {
    @Option(
            names = "--ring-dir",
            paramLabel = "DIR",
            description = {
                "Where the functions' rings lie as files, for 'gateway dump' while the gateway runs or after it was"
                        + " killed.",
                "Default: a temporary directory, which is removed at the end."
            })
    private Path directory;

    /** Takes the directory into use. */
    Place open() throws IOException {
        return directory == null
                ? new Place(Files.createTempDirectory("forebay-rings-"), true)
                : new Place(directory, false);
    }

    /**
     * A ring directory in use.
     *
     * @param isTemporary whether it is removed when this is closed
     */
    record Place(Path path, boolean isTemporary) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (!isTemporary) {
                return;
            }
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
