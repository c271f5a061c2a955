package io.forebay.traces.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952): members one after the other, zero bytes after the last one ignored.
 *
 * <p>Damage is an {@link IOException}, thrown only after every byte unpacked before it has been
 * handed out. One thread only.
 */
final class GzipDecoder extends InputStream {
    /*
     * Not a library's, because of what happens to a damaged file: GZIPInputStream takes whatever
     * follows a member and is no header for the end of the file, and GzipCompressorInputStream of
     * Commons Compress drops what it unpacked in the call that met the damage.
     */
    private static final int INPUT_BYTES = 1 << 16;
    private static final int DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int RESERVED_FLAGS = 0xe0;

    private final InputStream in;
    private final byte[] input = new byte[INPUT_BYTES];
    private final byte[] single = new byte[1];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private int position;
    private int limit;
    private long members;
    private boolean isInMember;
    private boolean hasEnded;

    GzipDecoder(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!hasEnded) {
            if (!isInMember && !startMember()) {
                hasEnded = true;
                break;
            }
            int count = inflate(buffer, offset, length);
            if (count > 0) {
                crc.update(buffer, offset, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsInput()) {
                feed();
            } else {
                throw new ZipException("the packed data needs a dictionary");
            }
        }
        return -1;
    }

    private int inflate(byte[] buffer, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(buffer, offset, length);
        } catch (DataFormatException e) {
            var zipException = new ZipException("the packed data is invalid: " + e.getMessage());
            zipException.initCause(e);
            throw zipException;
        }
    }

    private void feed() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException("the file ends inside the packed data");
        }
        inflater.setInput(input, position, limit - position);
        position = limit;
    }

    /** Reads the header of the next member; false when there is none. */
    private boolean startMember() throws IOException {
        if (members > 0 && !skipPadding()) {
            return false;
        }
        if (next() != 0x1f || next() != 0x8b) {
            throw new ZipException("what follows the last member is not gzip");
        }
        if (next() != DEFLATE) {
            throw new ZipException("the packing method is unknown");
        }
        int flags = next();
        if ((flags & RESERVED_FLAGS) != 0) {
            throw new ZipException("the header has unknown flags");
        }
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
        members++;
        isInMember = true;
        inflater.reset();
        crc.reset();
        return true;
    }

    /** Skips zero bytes; false at the end of the file. */
    private boolean skipPadding() throws IOException {
        while (position < limit || fill()) {
            if (input[position] != 0) {
                return true;
            }
            position++;
        }
        return false;
    }

    private void endMember() throws IOException {
        position = limit - inflater.getRemaining();
        isInMember = false;
        long expectedCrc = nextUnsignedInt();
        long expectedSize = nextUnsignedInt();
        if (expectedCrc != crc.getValue()) {
            throw new ZipException("the checksum is wrong");
        }
        if (expectedSize != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ZipException("the length is wrong");
        }
    }

    private long nextUnsignedInt() throws IOException {
        long low = next() | next() << 8;
        long high = next() | next() << 8;
        return high << 16 | low;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        int letter;
        do {
            letter = next();
        } while (letter != 0);
    }

    private int next() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException("the file ends inside a header or trailer");
        }
        return input[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        int count = in.read(input);
        position = 0;
        limit = Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        hasEnded = true;
        inflater.end();
        in.close();
    }
}
