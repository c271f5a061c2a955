package io.forebay.predictor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a snapshot, big-endian. Tables are written sparsely: runs of what a fresh table holds take
 * a few bytes, so a young model has a small snapshot.
 */
final class SnapshotWriter {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[1 << 14];
    private int size;

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
        int at = 0;
        while (at < values.length) {
            int start = at;
            while (at < values.length && values[at] == fresh) {
                at++;
            }
            putVariable(at - start);
            start = at;
            while (at < values.length && values[at] != fresh) {
                at++;
            }
            putVariable(at - start);
            reserve(Integer.BYTES * (at - start));
            byte[] to = bytes;
            int place = size;
            for (int i = start; i < at; i++) {
                INT.set(to, place, values[i]);
                place += Integer.BYTES;
            }
            size = place;
        }
    }

    void putFloats(float[] values) {
        putFloats(values, 0f);
    }

    void putFloats(float[] values, float fresh) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        putInts(bits, Float.floatToRawIntBits(fresh));
    }

    void putFloats(float[] values, float[] fresh) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]) ^ Float.floatToRawIntBits(fresh[i]);
        }
        putInts(bits, 0);
    }

    void putLongs(long[] values) {
        int[] halves = new int[values.length * 2];
        for (int i = 0; i < values.length; i++) {
            halves[2 * i] = (int) (values[i] >>> 32);
            halves[2 * i + 1] = (int) values[i];
        }
        putInts(halves);
    }

    void putDoubles(double[] values) {
        long[] bits = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Double.doubleToRawLongBits(values[i]);
        }
        putLongs(bits);
    }

    /** Two to an {@code int}: an odd last one stands alone. */
    void putChars(char[] values) {
        int[] pairs = new int[(values.length + 1) / 2];
        int whole = values.length / 2;
        for (int pair = 0; pair < whole; pair++) {
            pairs[pair] = values[2 * pair] | values[2 * pair + 1] << 16;
        }
        if (whole < pairs.length) {
            pairs[whole] = values[2 * whole];
        }
        putInts(pairs);
    }

    void putBytes(byte[] values) {
        int[] words = new int[(values.length + 3) / 4];
        int whole = values.length / 4;
        for (int word = 0; word < whole; word++) {
            words[word] = (int) WORD.get(values, 4 * word);
        }
        for (int i = 4 * whole; i < values.length; i++) {
            words[i / 4] |= (values[i] & 0xFF) << (i % 4 * 8);
        }
        putInts(words);
    }

    /** What was written, followed by its checksum. */
    byte[] toBytes() {
        putInt(SnapshotReader.checksum(bytes, size));
        return Arrays.copyOf(bytes, size);
    }
}
