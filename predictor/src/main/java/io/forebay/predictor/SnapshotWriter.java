package io.forebay.predictor;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes a snapshot, big-endian. Tables are written sparsely: runs of what a fresh table holds take
 * a few bytes, so a young model has a small snapshot.
 */
final class SnapshotWriter {
    private byte[] bytes = new byte[1 << 12];
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
        reserve(4);
        ByteBuffer.wrap(bytes).putInt(size, value);
        size += 4;
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
            for (int i = start; i < at; i++) {
                putInt(values[i]);
            }
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
        for (int i = 0; i < values.length; i++) {
            pairs[i / 2] |= values[i] << (i % 2 * 16);
        }
        putInts(pairs);
    }

    void putBytes(byte[] values) {
        int[] words = new int[(values.length + 3) / 4];
        for (int i = 0; i < values.length; i++) {
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
