package io.forebay.traces.tlp;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines of bounded length as ISO 8859-1, so that any bytes are text. One thread. */
final class LineInput implements Closeable {
    private final InputStream in;
    private final int maxCharacters;
    private final StringBuilder line = new StringBuilder();
    private long number;
    private boolean cut;

    LineInput(InputStream in, int maxCharacters) {
        this.in = new BufferedInputStream(in);
        this.maxCharacters = maxCharacters;
    }

    /** Number of the line read last, from 1. */
    long number() {
        return number;
    }

    /** Whether the line read last was longer than can be held; its rest is lost. */
    boolean isCut() {
        return cut;
    }

    /** The next line without its end, or null at the end of the stream. */
    String next() throws IOException {
        line.setLength(0);
        cut = false;
        int read = in.read();
        if (read < 0) {
            return null;
        }
        number++;
        while (read >= 0 && read != '\n') {
            if (line.length() < maxCharacters) {
                line.append((char) read);
            } else {
                cut = true;
            }
            read = in.read();
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
