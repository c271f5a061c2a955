package io.forebay.traces.capture;

import io.forebay.traces.input.DeadLetterWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream with bounded lookahead, read in place.
 *
 * <p>The buffer grows only as bytes really arrive, so a length claimed by a corrupt record never
 * decides how much memory is taken. One thread.
 */
final class CaptureInput implements Closeable {
    /** The most that can be looked at ahead of the position, in bytes. */
    static final int MAX_LOOKAHEAD_BYTES = 1 << 24;

    private static final int INITIAL_BYTES = 1 << 16;

    private final InputStream in;
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int start;
    private int end;
    private long position;
    private boolean exhausted;

    CaptureInput(InputStream in) {
        this.in = in;
    }

    /** Bytes consumed so far. */
    long position() {
        return position;
    }

    /** Holds the bytes ahead; changes with {@link #ensure}. */
    byte[] array() {
        return buffer;
    }

    /** Index of the next byte in {@link #array()}; changes with {@link #ensure}. */
    int offset() {
        return start;
    }

    /**
     * Reads ahead until {@code bytes} are there or the stream ends.
     *
     * @return how many bytes are there, which may be more than asked for
     */
    int ensure(int bytes) throws IOException {
        if (bytes > MAX_LOOKAHEAD_BYTES) {
            throw new IllegalArgumentException("lookahead too long: bytes=" + bytes);
        }
        while (end - start < bytes && !exhausted) {
            if (end == buffer.length) {
                makeRoom();
            }
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                exhausted = true;
            } else {
                end += read;
            }
        }
        return end - start;
    }

    private void makeRoom() {
        if (start > buffer.length / 2) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
        } else {
            buffer = Arrays.copyOfRange(buffer, start, start + 2 * buffer.length);
        }
        end -= start;
        start = 0;
    }

    /** Gives up {@code bytes} that {@link #ensure} has read ahead. */
    void consume(int bytes) {
        if (bytes < 0 || bytes > end - start) {
            throw new IllegalArgumentException(
                    "not read ahead: bytes=" + bytes + ", available=" + (end - start));
        }
        start += bytes;
        position += bytes;
    }

    /** Consumes the rest of the stream and returns how many bytes it had. */
    long drain() throws IOException {
        long drained = 0;
        int available = ensure(1);
        while (available > 0) {
            consume(available);
            drained += available;
            available = ensure(1);
        }
        return drained;
    }

    /**
     * Writes a dead letter at the position, with the next bytes, as far as read ahead, as excerpt.
     */
    void report(DeadLetterWriter deadLetters, String reason, int bytes) {
        deadLetters.write(
                position,
                DeadLetterWriter.BYTE,
                reason,
                buffer,
                start,
                Math.min(end, start + bytes));
    }

    int unsignedByte(int index) {
        return buffer[start + index] & 0xff;
    }

    int unsignedShort(int index, boolean bigEndian) {
        int first = unsignedByte(index);
        int second = unsignedByte(index + 1);
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    long unsignedInt(int index, boolean bigEndian) {
        long first = unsignedShort(index, bigEndian);
        long second = unsignedShort(index + 2, bigEndian);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
