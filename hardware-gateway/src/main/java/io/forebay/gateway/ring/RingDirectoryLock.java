package io.forebay.gateway.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second writer out of a ring directory; it ends with its process, however that ends. */
final class RingDirectoryLock implements AutoCloseable {
    private static final String NAME = "lock";
    private static final int MAX_PID_DIGITS = 20;

    private final FileChannel channel;

    private RingDirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a directory, which is made if it is missing.
     *
     * @throws IOException when another holds it; the message says who
     */
    static RingDirectoryLock take(Path directory) throws IOException {
        FileChannel channel;
        try {
            Files.createDirectories(directory);
            channel =
                    FileChannel.open(
                            directory.resolve(NAME),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("ring directory is a file: directory=" + directory, e);
        } catch (IOException e) {
            throw new IOException(
                    "ring directory cannot be written: directory=" + directory + " (" + e + ")", e);
        }
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new IOException(
                        "ring directory is in use by another gateway: directory="
                                + directory
                                + ", pid="
                                + owner(channel));
            }
            noteOwner(channel);
            return new RingDirectoryLock(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Another gateway of this process.
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(MAX_PID_DIGITS);
        channel.read(pid, 0);
        return StandardCharsets.US_ASCII.decode(pid.flip()).toString();
    }

    /** For the message to who comes next; without room for it there is no room for rings. */
    private static void noteOwner(FileChannel channel) throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
