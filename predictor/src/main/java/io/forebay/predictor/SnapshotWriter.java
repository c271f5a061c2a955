package io.forebay.predictor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a snapshot, big-endian. Tables are written sparsely: runs of what a fresh table holds take
 * a few bytes, so a young model has a small snapshot. In chunks of 32 values a word tells which
 * differ, and only these follow.
 */
final class SnapshotWriter {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Values that share a word that tells which of them are there. */
    static final int CHUNK = Integer.SIZE;

    private byte[] bytes;
    private int size;

    /** What is not {@code int} passes through here. */
    private int[] scratch = new int[1 << 10];

    SnapshotWriter() {
        this(1 << 14);
    }

    /** Starts with room for a snapshot of this length; a longer one makes it grow. */
    SnapshotWriter(int lengthBytes) {
        bytes = new byte[lengthBytes];
    }

    private int[] words(int length) {
        if (scratch.length < length) {
            scratch = new int[Math.max(scratch.length * 2, length)];
        }
        return scratch;
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    void putByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void putBoolean(boolean value) {
        putByte(value ? 1 : 0);
    }

    void putInt(int value) {
        reserve(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
    }

    void putLong(long value) {
        reserve(8);
        ByteBuffer.wrap(bytes).putLong(size, value);
        size += 8;
    }

    void putDouble(double value) {
        putLong(Double.doubleToRawLongBits(value));
    }

    private void putVariable(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            putByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        putByte(rest);
    }

    void putInts(int[] values) {
        putInts(values, 0);
    }

    /** Writes how {@code values} differ from a table full of {@code fresh}. */
    void putInts(int[] values, int fresh) {
        putInts(values, values.length, fresh);
    }

    private void putInts(int[] values, int length, int fresh) {
        int at = 0;
        while (at < length) {
            int start = at;
            while (at < length && isFresh(values, at, Math.min(CHUNK, length - at), fresh)) {
                at += CHUNK;
            }
            putVariable((at - start) / CHUNK);
            start = at;
            while (at < length && !isFresh(values, at, Math.min(CHUNK, length - at), fresh)) {
                at += CHUNK;
            }
            putVariable((at - start) / CHUNK);
            for (int chunk = start; chunk < at; chunk += CHUNK) {
                putChunk(values, chunk, Math.min(CHUNK, length - chunk), fresh);
            }
        }
    }

    private static boolean isFresh(int[] values, int from, int length, int fresh) {
        int differing = 0;
        for (int i = from; i < from + length; i++) {
            differing |= values[i] ^ fresh;
        }
        return differing == 0;
    }

    /** Without a branch for each value, which nobody could tell: a word is kept or overwritten. */
    private void putChunk(int[] values, int from, int length, int fresh) {
        reserve(Integer.BYTES * (1 + length));
        byte[] to = bytes;
        int place = size + Integer.BYTES;
        int used = 0;
        for (int i = 0; i < length; i++) {
            int word = values[from + i] ^ fresh;
            INT.set(to, place, word);
            int isUsed = (word | -word) >>> 31;
            used |= isUsed << i;
            place += isUsed << 2;
        }
        INT.set(to, size, used);
        size = place;
    }

    void putFloats(float[] values) {
        putFloats(values, 0f);
    }

    void putFloats(float[] values, float fresh) {
        int[] bits = words(values.length);
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        putInts(bits, values.length, Float.floatToRawIntBits(fresh));
    }

    void putFloats(float[] values, float[] fresh) {
        int[] bits = words(values.length);
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]) ^ Float.floatToRawIntBits(fresh[i]);
        }
        putInts(bits, values.length, 0);
    }

    void putLongs(long[] values) {
        int[] halves = words(values.length * 2);
        for (int i = 0; i < values.length; i++) {
            halves[2 * i] = (int) (values[i] >>> 32);
            halves[2 * i + 1] = (int) values[i];
        }
        putInts(halves, values.length * 2, 0);
    }

    void putDoubles(double[] values) {
        int[] halves = words(values.length * 2);
        for (int i = 0; i < values.length; i++) {
            long bits = Double.doubleToRawLongBits(values[i]);
            halves[2 * i] = (int) (bits >>> 32);
            halves[2 * i + 1] = (int) bits;
        }
        putInts(halves, values.length * 2, 0);
    }

    /** Two to an {@code int}: an odd last one stands alone. */
    void putChars(char[] values) {
        int length = (values.length + 1) / 2;
        int[] pairs = words(length);
        int whole = values.length / 2;
        for (int pair = 0; pair < whole; pair++) {
            pairs[pair] = values[2 * pair] | values[2 * pair + 1] << 16;
        }
        if (whole < length) {
            pairs[whole] = values[2 * whole];
        }
        putInts(pairs, length, 0);
    }

    void putBytes(byte[] values) {
        int length = (values.length + 3) / 4;
        int[] packed = words(length);
        int whole = values.length / 4;
        for (int word = 0; word < whole; word++) {
            packed[word] = (int) WORD.get(values, 4 * word);
        }
        if (whole < length) {
            packed[whole] = 0;
        }
        for (int i = 4 * whole; i < values.length; i++) {
            packed[whole] |= (values[i] & 0xFF) << (i % 4 * 8);
        }
        putInts(packed, length, 0);
    }

    /** What was written, followed by its checksum. */
    byte[] toBytes() {
        putInt(SnapshotReader.checksum(bytes, size));
        return Arrays.copyOf(bytes, size);
    }
}
