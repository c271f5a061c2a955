package io.forebay.gateway.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one gateway keeps its state files, held by one process at a time. Without a configured
 * place it is a temporary directory that goes with the gateway.
 */
public final class StateDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

    private final Path directory;
    private final boolean isTemporary;
    private final FileChannel lockFile;

    private StateDirectory(Path directory, boolean isTemporary, FileChannel lockFile) {
        this.directory = directory;
        this.isTemporary = isTemporary;
        this.lockFile = lockFile;
    }

    /**
     * Opens the directory, and makes it where it is missing.
     *
     * @param configured empty for a temporary one
     * @param deviceId device whose state it is
     * @throws IOException also when another gateway holds it, or it is another device's
     */
    public static StateDirectory open(Optional<Path> configured, String deviceId)
            throws IOException {
        Path directory =
                configured.isPresent()
                        ? Files.createDirectories(configured.get().toAbsolutePath())
                        : Files.createTempDirectory("forebay-gateway-");
        FileChannel lockFile =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            if (lock(lockFile) == null) {
                throw new IOException(
                        "another gateway uses the state directory: directory=" + directory);
            }
            var opened = new StateDirectory(directory, configured.isEmpty(), lockFile);
            opened.claim(deviceId);
            return opened;
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private static FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // A gateway in this process.
        }
    }

    private void claim(String deviceId) throws IOException {
        StateFile device = file("device");
        Optional<List<String>> owner = device.read();
        if (owner.isEmpty()) {
            device.write(List.of(deviceId));
        } else if (!owner.get().equals(List.of(deviceId))) {
            throw new IOException(
                    "the state directory is another device's: directory="
                            + directory
                            + ", its device="
                            + String.join(" ", owner.get())
                            + ", device="
                            + deviceId);
        }
    }

    /** Where the files are. */
    Path path() {
        return directory;
    }

    /** The file of this name; it may not exist yet. */
    public StateFile file(String name) {
        return new StateFile(directory.resolve(name), name);
    }

    /** Lets others use the directory; a temporary one is removed. */
    @Override
    public void close() {
        try {
            lockFile.close();
            if (isTemporary) {
                remove();
            }
        } catch (IOException e) {
            LOG.warn("state directory could not be closed: directory={}", directory, e);
        }
    }

    private void remove() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
