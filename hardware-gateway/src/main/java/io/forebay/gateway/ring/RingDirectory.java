package io.forebay.gateway.ring;

import io.forebay.schemas.Functions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with one ring file for each function a device has had. A gateway that starts on it
 * goes on with the rings that are there: what they hold stays readable until it is overwritten, and
 * is told from what is new by its generation. One process at a time writes.
 *
 * <p>{@link #open}, {@link #nextGeneration} and {@link #close} are for one thread at a time; the
 * rest for any.
 */
public final class RingDirectory implements RingSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RingDirectory.class);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Path directory;
    private final RingDirectoryLock lock;
    private final Clock clock;
    private final RingCounts counts = new RingCounts();
    private final EarlierLife earlier;
    private volatile int generation;

    private RingDirectory(Path directory, RingDirectoryLock lock, String deviceId, Clock clock)
            throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.clock = clock;
        earlier = takeOver(deviceId);
        generation = earlier.generation() + 1;
        for (Path file : ringFiles(directory)) {
            storeGeneration(file);
        }
    }

    /**
     * Opens a directory, which is made if it is missing.
     *
     * @param deviceId device whose rings it holds
     * @param largestRing slots of the largest ring that is expected; there must be room for one
     * @throws IOException when another process uses it, when it is of another device, when there is
     *     no room, or when it cannot be read and written; the message says which
     */
    public static RingDirectory open(Path directory, String deviceId, int largestRing)
            throws IOException {
        RingDirectoryLock lock = RingDirectoryLock.take(directory);
        try {
            requireRoom(directory, RingLayout.fileBytes(largestRing));
            return new RingDirectory(directory, lock, deviceId, Clock.systemUTC());
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Ring files of a directory, sorted by name. */
    public static List<Path> ringFiles(Path directory) throws IOException {
        return files(directory, RingFileNames.RING);
    }

    /** Where the ring file of a function lies, if there is one. */
    public static Path ringFile(Path directory, String functionId) {
        return directory.resolve(RingFileNames.of(functionId) + RingFileNames.RING);
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static void requireRoom(Path directory, long bytes) throws IOException {
        Path probe = directory.resolve("room" + RingFileNames.UNFINISHED);
        try {
            RingFile.allocate(probe, bytes);
        } catch (IOException e) {
            throw new IOException(
                    "no room for a ring: directory="
                            + directory
                            + ", bytesNeeded="
                            + bytes
                            + " ("
                            + e.getMessage()
                            + ")",
                    e);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** Takes stock of what an earlier life left, and clears away what it did not finish. */
    private EarlierLife takeOver(String deviceId) throws IOException {
        for (Path file : files(directory, RingFileNames.UNFINISHED)) {
            Files.delete(file);
        }
        int newest = 0;
        int functions = 0;
        long pending = 0;
        int pendingFunctions = 0;
        long torn = 0;
        int damaged = 0;
        for (Path file : ringFiles(directory)) {
            RingReader.Contents contents;
            try {
                contents = RingReader.read(file);
            } catch (RingDamagedException e) {
                setAside(file, e);
                damaged++;
                continue;
            }
            requireDevice(file, contents.header().functionId(), deviceId);
            functions++;
            newest = Math.max(newest, contents.header().generation());
            long pendingHere =
                    contents.entries().stream()
                            .filter(entry -> entry.state().isPending() && !contents.isLost(entry))
                            .count();
            pending += pendingHere;
            pendingFunctions += pendingHere > 0 ? 1 : 0;
            torn +=
                    contents.entries().stream()
                            .filter(entry -> entry.state() == RingEntry.State.TORN)
                            .count();
        }
        return new EarlierLife(newest, functions, pending, pendingFunctions, torn, damaged);
    }

    private void requireDevice(Path file, String functionId, String deviceId) throws IOException {
        if (Functions.violation(functionId) != null
                || !Functions.deviceOf(functionId).equals(deviceId)) {
            throw new IOException(
                    "ring directory is of another device: directory="
                            + directory
                            + ", deviceId="
                            + deviceId
                            + ", file="
                            + file.getFileName()
                            + ", functionId="
                            + functionId);
        }
    }

    private static void setAside(Path file, RingDamagedException cause) throws IOException {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.length() - RingFileNames.RING.length());
        Path target;
        int number = 0;
        do {
            number++;
            target = file.resolveSibling(stem + RingFileNames.DAMAGED + "-" + number);
        } while (Files.exists(target));
        Files.move(file, target);
        LOG.warn("ring file set aside as {}: {}", target, cause.getMessage());
    }

    /** What is pending in the file is lost from now on, whether or not its function comes back. */
    private void storeGeneration(Path file) throws IOException {
        ByteBuffer number = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        number.putInt(generation).flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(number, RingLayout.GENERATION_OFFSET);
        }
    }

    @Override
    public CircularBuffer open(String functionId, int capacity) {
        byte[] id = functionId.getBytes(StandardCharsets.UTF_8);
        Path file = ringFile(directory, functionId);
        if (Files.exists(file)) {
            try {
                return reopen(file, functionId, id);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "ring file cannot be opened: file=" + file + ": " + e.getMessage(), e);
            }
        }
        var storage = new RingFile(directory, RingFileNames.of(functionId), id, now(), counts);
        RingMemory memory = storage.prepare(capacity);
        if (memory == null || !storage.replace(null, memory)) {
            counts.left();
            return CircularBuffer.withoutStorage(storage, capacity, generation);
        }
        return new CircularBuffer(storage, memory, capacity, 0, generation);
    }

    private CircularBuffer reopen(Path file, String functionId, byte[] id) throws IOException {
        RingReader.Contents contents = RingReader.read(file);
        RingHeader header = contents.header();
        if (!header.functionId().equals(functionId)) {
            throw new IOException(
                    "file is of another function: functionId="
                            + functionId
                            + ", found="
                            + header.functionId());
        }
        var storage =
                new RingFile(
                        directory, RingFileNames.of(functionId), id, header.createdNanos(), counts);
        RingMemory memory = storage.map();
        long base = header.head();
        for (int index = 0; index < header.capacity(); index++) {
            long stamp = new SlotReader(memory, header.capacity()).stamp(index);
            long serial = RingLayout.serialOf(stamp);
            if (RingLayout.codeOf(stamp) != RingLayout.EMPTY
                    && (serial & (header.capacity() - 1)) == index) {
                base = Math.max(base, serial + 1);
            }
        }
        return new CircularBuffer(storage, memory, header.capacity(), base, generation);
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }

    @Override
    public int nextGeneration() {
        int next = generation + 1;
        generation = next;
        return next;
    }

    /** Number of the generation in force, from 1. */
    public int generation() {
        return generation;
    }

    /** What an earlier life left; empty where there was none. */
    public Optional<EarlierLife> earlierLife() {
        boolean isNew = earlier.functions() == 0 && earlier.damagedFiles() == 0;
        return isNew ? Optional.empty() : Optional.of(earlier);
    }

    /** Requests for a ring of another size that found no room; the ring went on as it was. */
    public long refusedResizes() {
        return counts.refusedCount();
    }

    /** Times that a ring had to go on in memory alone, for want of room. */
    public long ringsWithoutRoom() {
        return counts.leftCount();
    }

    /** Where it is. */
    public Path path() {
        return directory;
    }

    /** Lets another process use the directory. The rings must not be written any more. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
