package io.forebay.traces.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Remembers that reading itself failed, to tell an error of the disk from damaged content. */
final class SourceStream extends FilterInputStream {
    private boolean hasFailed;

    SourceStream(InputStream in) {
        super(in);
    }

    boolean hasFailed() {
        return hasFailed;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            hasFailed = true;
            throw e;
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return super.read(buffer, offset, length);
        } catch (IOException e) {
            hasFailed = true;
            throw e;
        }
    }
}
