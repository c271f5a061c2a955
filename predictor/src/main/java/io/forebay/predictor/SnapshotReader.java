package io.forebay.predictor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

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
        int chunks = (values.length + SnapshotWriter.CHUNK - 1) / SnapshotWriter.CHUNK;
        int chunk = 0;
        while (chunk < chunks) {
            int skip = getVariable(chunks - chunk);
            int first = SnapshotWriter.CHUNK * chunk;
            chunk += skip;
            int end = Math.min(SnapshotWriter.CHUNK * chunk, values.length);
            Arrays.fill(values, first, end, fresh);
            int literal = getVariable(chunks - chunk);
            if (skip + literal == 0) {
                throw new IllegalArgumentException("corrupt snapshot: empty run at=" + first);
            }
            for (int last = chunk + literal; chunk < last; chunk++) {
                getChunk(values, SnapshotWriter.CHUNK * chunk, fresh);
            }
        }
    }

    private void getChunk(int[] values, int from, int fresh) {
        int length = Math.min(SnapshotWriter.CHUNK, values.length - from);
        int used = getInt();
        if (length < Integer.SIZE && used >>> length != 0) {
            throw new IllegalArgumentException("corrupt snapshot: value outside of a table");
        }
        int lengthBytes = Integer.BYTES * Integer.bitCount(used);
        if (lengthBytes > in.remaining()) {
            throw truncated(in.limit());
        }
        int place = in.position();
        for (int i = 0; i < length; i++) {
            int word = fresh;
            if ((used >>> i & 1) != 0) {
                word ^= (int) INT.get(bytes, place);
                place += Integer.BYTES;
            }
            values[from + i] = word;
        }
        in.position(place);
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
        int whole = values.length / 2;
        for (int pair = 0; pair < whole; pair++) {
            values[2 * pair] = (char) pairs[pair];
            values[2 * pair + 1] = (char) (pairs[pair] >>> 16);
        }
        if (whole < pairs.length) {
            values[2 * whole] = (char) pairs[whole];
        }
    }

    void getBytes(byte[] values) {
        int[] words = new int[(values.length + 3) / 4];
        getInts(words);
        int whole = values.length / 4;
        for (int word = 0; word < whole; word++) {
            WORD.set(values, 4 * word, words[word]);
        }
        for (int i = 4 * whole; i < values.length; i++) {
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
