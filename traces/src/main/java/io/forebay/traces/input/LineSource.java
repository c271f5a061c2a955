package io.forebay.traces.input;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream into lines within one buffer that is reused: a line is valid until the next one is
 * asked for. Ends of line are LF or CR LF; a UTF-8 byte-order mark before the first line is no part
 * of it. One thread only.
 */
public final class LineSource {
    /** A longer line is not kept: it is reported by its beginning and skipped. */
    public static final int MAX_LINE_BYTES = 1 << 16;

    private static final int BUFFER_BYTES = 1 << 18;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean isAtEnd;
    private int start;
    private int end;
    private boolean isTooLong;
    private boolean isTerminated;
    private long lineNumber;

    public LineSource(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end of the stream. */
    public boolean next() throws IOException {
        int scan = position;
        while (true) {
            int newline = indexOfNewline(scan);
            if (newline >= 0) {
                take(newline, newline + 1, true);
                return true;
            }
            scan = limit;
            if (limit - position > MAX_LINE_BYTES) {
                takeTooLong();
                return true;
            }
            if (isAtEnd) {
                if (position == limit) {
                    return false;
                }
                take(limit, limit, false);
                return true;
            }
            scan -= fill();
        }
    }

    public byte[] buffer() {
        return buffer;
    }

    public int start() {
        return start;
    }

    /** Index after the last byte of the line, without its end-of-line bytes. */
    public int end() {
        return end;
    }

    /**
     * Why the line is not whole, or null when it is.
     *
     * @param endedEarly whether the stream ended before the text did
     */
    public String fault(boolean endedEarly) {
        if (isTooLong) {
            return "the line is longer than " + MAX_LINE_BYTES + " bytes";
        }
        return endedEarly && !isTerminated ? "the line is cut off" : null;
    }

    /** Writes a dead letter about the line. */
    public void report(DeadLetterWriter deadLetters, String reason) {
        deadLetters.write(lineNumber, DeadLetterWriter.LINE, reason, buffer, start, end);
    }

    private int indexOfNewline(int from) {
        byte[] bytes = buffer;
        int stop = limit;
        for (int i = from; i < stop; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void take(int lineEnd, int nextPosition, boolean terminated) {
        start = startOfText(position, lineEnd);
        end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        position = nextPosition;
        isTooLong = lineEnd - start > MAX_LINE_BYTES;
        isTerminated = terminated;
        lineNumber++;
    }

    private int startOfText(int lineStart, int lineEnd) {
        boolean isMarked =
                lineNumber == 0
                        && lineEnd - lineStart >= 3
                        && buffer[lineStart] == (byte) 0xef
                        && buffer[lineStart + 1] == (byte) 0xbb
                        && buffer[lineStart + 2] == (byte) 0xbf;
        return isMarked ? lineStart + 3 : lineStart;
    }

    /** Keeps the beginning of the line at the front of the buffer and reads over the rest. */
    private void takeTooLong() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, MAX_LINE_BYTES);
        start = startOfText(0, MAX_LINE_BYTES);
        end = MAX_LINE_BYTES;
        isTooLong = true;
        isTerminated = false;
        lineNumber++;
        while (true) {
            position = MAX_LINE_BYTES;
            limit = position;
            int count = in.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                isAtEnd = true;
                return;
            }
            limit += count;
            int newline = indexOfNewline(position);
            if (newline >= 0) {
                position = newline + 1;
                isTerminated = true;
                return;
            }
        }
    }

    /** Reads more after moving the unfinished line to the front; returns how far it moved. */
    private int fill() throws IOException {
        int moved = position;
        if (moved > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= moved;
            position = 0;
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            isAtEnd = true;
        } else {
            limit += count;
        }
        return moved;
    }
}
