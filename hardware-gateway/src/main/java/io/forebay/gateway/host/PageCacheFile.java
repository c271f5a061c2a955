package io.forebay.gateway.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * A file or block device and what of it is in the page cache, in blocks of 4,096 bytes. It is only
 * read. Any thread; {@link #close} when no other call is under way.
 *
 * <p>Sources: posix_fadvise(2), mincore(2). The kernel cuts one {@code WILLNEED} short at the
 * larger of the read-ahead window and the largest transfer of the device (force_page_cache_ra in
 * mm/readahead.c), so advice is given in pieces of 128 KiB.
 */
final class PageCacheFile implements AutoCloseable {
    static final int BLOCK_BYTES = 4_096;

    private static final int ADVICE_BLOCKS = 32;

    private final Path path;
    private final int descriptor;
    private final long sizeBytes;
    private final Pointer mapping;

    private PageCacheFile(Path path, int descriptor, long sizeBytes, Pointer mapping) {
        this.path = path;
        this.descriptor = descriptor;
        this.sizeBytes = sizeBytes;
        this.mapping = mapping;
    }

    /**
     * Opens a file for reading. The kernel is told that its reads are in no order, so that it does
     * not read ahead by itself.
     *
     * @throws IOException when it cannot be opened, is empty, or pages are no blocks here
     */
    static PageCacheFile open(Path path) throws IOException {
        if (Native.POINTER_SIZE != Long.BYTES || LibC.getpagesize() != BLOCK_BYTES) {
            throw new IOException(
                    "this machine has other pages than 4096 bytes: pageBytes="
                            + LibC.getpagesize());
        }
        int descriptor;
        try {
            descriptor = LibC.open(path.toString(), LibC.READ_ONLY | LibC.CLOSE_ON_EXEC);
        } catch (LastErrorException e) {
            throw new IOException("cannot open " + path + ": " + e.getMessage());
        }
        try {
            long size = LibC.lseek(descriptor, 0, LibC.SEEK_END);
            if (size == 0) {
                throw new IOException("file is empty: path=" + path);
            }
            Pointer mapping = LibC.mmap(Pointer.NULL, size, 0, LibC.MAP_SHARED, descriptor, 0);
            var file = new PageCacheFile(path, descriptor, size, mapping);
            file.advise(0, 0, LibC.FADVISE_RANDOM);
            return file;
        } catch (LastErrorException e) {
            LibC.close(descriptor);
            throw new IOException("cannot map " + path + ": " + e.getMessage());
        } catch (IOException e) {
            LibC.close(descriptor);
            throw e;
        }
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Blocks of the file, the last perhaps not full. */
    long blockCount() {
        return (sizeBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    /** Asks the kernel to read blocks into the page cache; it does so in the background. */
    void willNeed(long firstBlock, int count) throws IOException {
        for (int done = 0; done < count; done += ADVICE_BLOCKS) {
            int blocks = Math.min(ADVICE_BLOCKS, count - done);
            advise(
                    (firstBlock + done) * BLOCK_BYTES,
                    (long) blocks * BLOCK_BYTES,
                    LibC.FADVISE_WILL_NEED);
        }
    }

    /** Asks the kernel to drop blocks that nobody has changed or maps. */
    void dontNeed(long firstBlock, long count) throws IOException {
        advise(firstBlock * BLOCK_BYTES, count * BLOCK_BYTES, LibC.FADVISE_DONT_NEED);
    }

    private void advise(long offset, long bytes, int advice) throws IOException {
        int error = LibC.posix_fadvise(descriptor, offset, bytes, advice);
        if (error != 0) {
            throw new IOException(
                    "posix_fadvise failed: path="
                            + path
                            + ", advice="
                            + advice
                            + ", errno="
                            + error);
        }
    }

    /** Which of the blocks are in the page cache, read completely; bit 0 is the first block. */
    BitSet resident(long firstBlock, int count) {
        long last = Math.min(firstBlock + count, blockCount());
        var resident = new BitSet(count);
        if (firstBlock >= last) {
            return resident;
        }
        byte[] states = new byte[(int) (last - firstBlock)];
        LibC.mincore(
                mapping.share(firstBlock * BLOCK_BYTES),
                (long) states.length * BLOCK_BYTES,
                states);
        for (int i = 0; i < states.length; i++) {
            resident.set(i, (states[i] & 1) != 0);
        }
        return resident;
    }

    boolean isResident(long block) {
        return resident(block, 1).get(0);
    }

    /**
     * Reads a range; waits for the device where it is not in the page cache.
     *
     * @return bytes read, fewer at the end of the file
     */
    long read(long offset, long bytes, Memory buffer) throws IOException {
        long done = 0;
        try {
            while (done < bytes) {
                long piece = Math.min(bytes - done, buffer.size());
                long got = LibC.pread(descriptor, buffer, piece, offset + done);
                if (got == 0) {
                    break;
                }
                done += got;
            }
        } catch (LastErrorException e) {
            throw new IOException(
                    "cannot read " + path + " at " + (offset + done) + ": " + e.getMessage());
        }
        return done;
    }

    @Override
    public void close() {
        LibC.munmap(mapping, sizeBytes);
        LibC.close(descriptor);
    }
}
