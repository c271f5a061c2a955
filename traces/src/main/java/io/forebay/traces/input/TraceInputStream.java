package io.forebay.traces.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The bytes of a trace file, unpacked where it begins with the magic number of gzip; concatenated
 * members are read as one stream.
 *
 * <p>A gzip file that is damaged, cut off, or followed by something else is a dead letter at the
 * number of bytes unpacked until then, and the stream ends there; a file without bytes is a dead
 * letter too; an error of the disk is thrown. One thread only.
 */
public final class TraceInputStream extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAGIC_BYTES = 2;
    private static final String POSITION_UNIT = "unpacked byte";

    private final SourceStream source;
    private final DeadLetterWriter deadLetters;
    private final byte[] single = new byte[1];
    private InputStream decoded;
    private byte[] head = new byte[0];
    private int headPosition;
    private boolean isGzip;
    private boolean endedEarly;
    private boolean hasEnded;
    private long deliveredBytes;

    private TraceInputStream(SourceStream source, DeadLetterWriter deadLetters) {
        this.source = source;
        this.deadLetters = deadLetters;
    }

    /** Looks at the first bytes of {@code file}, and closes it when that fails. */
    public static TraceInputStream open(InputStream file, DeadLetterWriter deadLetters)
            throws IOException {
        var stream = new TraceInputStream(new SourceStream(file), deadLetters);
        try {
            stream.start();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        return stream;
    }

    private void start() throws IOException {
        var buffered = new BufferedInputStream(source, BUFFER_BYTES);
        buffered.mark(MAGIC_BYTES);
        byte[] magic = buffered.readNBytes(MAGIC_BYTES);
        buffered.reset();
        decoded = buffered;
        isGzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        if (isGzip) {
            decoded = new GzipDecoder(buffered);
        }
    }

    /** Whether the gzip file was damaged, so that the last record may be cut off. */
    public boolean endedEarly() {
        return endedEarly;
    }

    /**
     * The first bytes, fewer than {@code count} where the file has no more; they stay to be read.
     *
     * @throws IllegalStateException when something has been read already
     */
    public byte[] peek(int count) throws IOException {
        if (deliveredBytes > 0) {
            throw new IllegalStateException("read already: bytes=" + deliveredBytes);
        }
        head = readNBytes(count);
        return head.clone();
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (headPosition < head.length) {
            int count = Math.min(length, head.length - headPosition);
            System.arraycopy(head, headPosition, buffer, offset, count);
            headPosition += count;
            return count;
        }
        return hasEnded ? -1 : readDecoded(buffer, offset, length);
    }

    private int readDecoded(byte[] buffer, int offset, int length) throws IOException {
        try {
            int count = decoded.read(buffer, offset, length);
            if (count < 0) {
                end();
            } else {
                deliveredBytes += count;
            }
            return count;
        } catch (IOException e) {
            endEarly(e);
            return -1;
        }
    }

    private void end() {
        hasEnded = true;
        if (deliveredBytes == 0) {
            deadLetters.write(0, DeadLetterWriter.BYTE, "the file is empty");
        }
    }

    /** Throws {@code error} again unless it comes from what was read, not from reading it. */
    private void endEarly(IOException error) throws IOException {
        if (!isGzip || source.hasFailed()) {
            throw error;
        }
        hasEnded = true;
        endedEarly = true;
        deadLetters.write(
                deliveredBytes,
                POSITION_UNIT,
                "the gzip file is damaged or cut off: " + error.getMessage());
    }

    @Override
    public void close() throws IOException {
        if (decoded != null) {
            decoded.close();
        }
        source.close();
    }
}
