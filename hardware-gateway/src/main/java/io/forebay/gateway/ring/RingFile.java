package io.forebay.gateway.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of one function's ring, mapped as a whole. A ring of another size is a new file that is
 * complete before it takes the name of the old one, so there is one readable file at every moment.
 * One thread.
 */
final class RingFile implements RingStorage {
    private static final Logger LOG = LoggerFactory.getLogger(RingFile.class);

    /** After a refusal so many further requests for room are refused without asking. */
    private static final int REFUSALS_BEFORE_ASKING = 1024;

    private static final int CHUNK_BYTES = 1 << 16;

    private final Path file;
    private final Path unfinished;
    private final byte[] id;
    private final long createdNanos;
    private final RingCounts counts;
    private int refusalsLeft;

    RingFile(Path directory, String name, byte[] id, long createdNanos, RingCounts counts) {
        this.file = directory.resolve(name + RingFileNames.RING);
        this.unfinished = directory.resolve(name + RingFileNames.UNFINISHED);
        this.id = id;
        this.createdNanos = createdNanos;
        this.counts = counts;
    }

    /** Maps the file that is there; its header must have been checked. */
    RingMemory map() throws IOException {
        return map(file);
    }

    private static RingMemory map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new RingMemory(channel.map(MapMode.READ_WRITE, 0, channel.size()));
        }
    }

    @Override
    public RingMemory prepare(int capacity) {
        if (refusalsLeft > 0) {
            refusalsLeft--;
            counts.refused();
            return null;
        }
        int bytes = RingLayout.fileBytes(capacity);
        try {
            allocate(unfinished, bytes);
            RingMemory memory = map(unfinished);
            RingHeader.describe(memory, id, capacity, createdNanos);
            return memory;
        } catch (IOException e) {
            refuse("no room for a ring of another size, which goes on as it is", bytes, e);
            return null;
        }
    }

    @Override
    public boolean replace(RingMemory present, RingMemory prepared) {
        try {
            Files.move(
                    unfinished,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            refuse("ring file could not be replaced", 0, e);
            Unmapper.unmap(prepared.buffer());
            return false;
        }
        if (present != null) {
            present.putInt(RingLayout.LOG_OFFSET, RingHeader.Log.REPLACED.code());
            Unmapper.unmap(present.buffer());
        }
        return true;
    }

    @Override
    public void leave(RingMemory present) {
        counts.left();
        LOG.warn("ring goes on in memory alone until there is room: file={}", file);
        present.putInt(RingLayout.LOG_OFFSET, RingHeader.Log.NO_ROOM.code());
        Unmapper.unmap(present.buffer());
    }

    private void refuse(String what, int bytes, IOException cause) {
        counts.refused();
        refusalsLeft = REFUSALS_BEFORE_ASKING;
        LOG.warn("{}: file={}, bytes={}: {}", what, file, bytes, cause.toString());
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            LOG.debug("unfinished ring file stays: {}", unfinished, e);
        }
    }

    /**
     * Makes a file of zeros that has its space: a mapping beyond the space of the file system would
     * end the process when it is written to.
     *
     * @throws IOException when there is no room, among others; the file may be left behind
     */
    static void allocate(Path file, long bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(bytes, CHUNK_BYTES));
            for (long left = bytes; left > 0; ) {
                zeros.clear().limit((int) Math.min(left, zeros.capacity()));
                left -= channel.write(zeros);
            }
        }
    }
}
