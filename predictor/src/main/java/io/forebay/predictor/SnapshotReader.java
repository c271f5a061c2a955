package io.forebay.predictor;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads what {@link SnapshotWriter} wrote.
 *
 * <p>Every method throws {@link IllegalArgumentException} when the snapshot ends early or its
 * lengths do not fit the table.
 */
final class SnapshotReader {
    private static final int CHECKSUM_BYTES = 4;

    private final byte[] bytes;
    private final ByteBuffer in;

    SnapshotReader(byte[] bytes) {
        this.bytes = bytes;
        in = ByteBuffer.wrap(bytes, 0, Math.max(0, bytes.length - CHECKSUM_BYTES));
    }

    static int checksum(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /**
     * Checks that the snapshot is whole.
     *
     * @throws IllegalArgumentException when it was cut short or changed
     */
    void requireWhole() {
        int length = in.limit();
        int stored = bytes.length < CHECKSUM_BYTES ? 0 : ByteBuffer.wrap(bytes).getInt(length);
        int computed = checksum(bytes, length);
        if (stored != computed) {
            throw new IllegalArgumentException(
                    "snapshot is cut short or corrupt: lengthBytes="
                            + bytes.length
                            + ", checksum="
                            + stored
                            + ", expected="
                            + computed);
        }
    }

    private static IllegalArgumentException truncated(int length) {
        return new IllegalArgumentException("truncated snapshot: lengthBytes=" + length);
    }

    int getByte() {
        try {
            return in.get() & 0xFF;
        } catch (BufferUnderflowException e) {
            throw truncated(in.limit());
        }
    }

    boolean getBoolean() {
        return getByte() != 0;
    }

    int getInt() {
        try {
            return in.getInt();
        } catch (BufferUnderflowException e) {
            throw truncated(in.limit());
        }
    }

    long getLong() {
        try {
            return in.getLong();
        } catch (BufferUnderflowException e) {
            throw truncated(in.limit());
        }
    }

    double getDouble() {
        return Double.longBitsToDouble(getLong());
    }

    private int getVariable(int most) {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int part = getByte();
            value |= (long) (part & 0x7F) << shift;
            if (part < 0x80) {
                if (value > most) {
                    throw new IllegalArgumentException(
                            "corrupt snapshot: run=" + value + ", room=" + most);
                }
                return (int) value;
            }
        }
        throw new IllegalArgumentException("corrupt snapshot: run length has more than 5 bytes");
    }

    void getInts(int[] values) {
        getInts(values, 0);
    }

    void getInts(int[] values, int fresh) {
        int at = 0;
        while (at < values.length) {
            int skip = getVariable(values.length - at);
            Arrays.fill(values, at, at + skip, fresh);
            at += skip;
            int literal = getVariable(values.length - at);
            if (skip + literal == 0) {
                throw new IllegalArgumentException("corrupt snapshot: empty run at=" + at);
            }
            for (int i = 0; i < literal; i++) {
                values[at++] = getInt();
            }
        }
    }

    void getFloats(float[] values) {
        getFloats(values, 0f);
    }

    void getFloats(float[] values, float fresh) {
        int[] bits = new int[values.length];
        getInts(bits, Float.floatToRawIntBits(fresh));
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(bits[i]);
        }
    }

    void getFloats(float[] values, float[] fresh) {
        int[] bits = new int[values.length];
        getInts(bits);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(bits[i] ^ Float.floatToRawIntBits(fresh[i]));
        }
    }

    void getLongs(long[] values) {
        int[] halves = new int[values.length * 2];
        getInts(halves);
        for (int i = 0; i < values.length; i++) {
            values[i] = ((long) halves[2 * i] << 32) | (halves[2 * i + 1] & 0xFFFF_FFFFL);
        }
    }

    void getDoubles(double[] values) {
        long[] bits = new long[values.length];
        getLongs(bits);
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.longBitsToDouble(bits[i]);
        }
    }

    void getChars(char[] values) {
        int[] pairs = new int[(values.length + 1) / 2];
        getInts(pairs);
        for (int i = 0; i < values.length; i++) {
            values[i] = (char) (pairs[i / 2] >>> (i % 2 * 16));
        }
    }

    void getBytes(byte[] values) {
        int[] words = new int[(values.length + 3) / 4];
        getInts(words);
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (words[i / 4] >>> (i % 4 * 8));
        }
    }

    /**
     * Checks that all was read.
     *
     * @throws IllegalArgumentException when something is left
     */
    void requireEnd() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("snapshot too long: unreadBytes=" + in.remaining());
        }
    }
}
