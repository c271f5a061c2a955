package io.forebay.traces.block;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream into lines within one buffer that is reused: a line is valid until the next one is
 * asked for. Ends of line are LF or CR LF. One thread only.
 */
final class LineSource {
    /** A longer line is not kept: it is reported by its beginning and skipped. */
    static final int MAX_LINE_BYTES = 1 << 16;

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

    LineSource(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end of the stream. */
    boolean next() throws IOException {
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

    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    /** Index after the last byte of the line, without its end-of-line bytes. */
    int end() {
        return end;
    }

    /** Number of the line, from 1. */
    long lineNumber() {
        return lineNumber;
    }

    boolean isTooLong() {
        return isTooLong;
    }

    /** False for a last line that has no end-of-line. */
    boolean isTerminated() {
        return isTerminated;
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
        start = position;
        end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        position = nextPosition;
        isTooLong = lineEnd - start > MAX_LINE_BYTES;
        isTerminated = terminated;
        lineNumber++;
    }

    /** Keeps the beginning of the line at the front of the buffer and reads over the rest. */
    private void takeTooLong() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, MAX_LINE_BYTES);
        start = 0;
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
