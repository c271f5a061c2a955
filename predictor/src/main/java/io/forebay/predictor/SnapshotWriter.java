package io.forebay.predictor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a snapshot: words of four bytes, big-endian. Tables are written sparsely: runs of what a
 * fresh table holds take two words, so a young model has a small snapshot. In chunks of 32 values a
 * word tells which differ, and only these follow.
 */
final class SnapshotWriter {
    /*
     * Words are gathered in an array and become bytes all at once: a checkpoint of a young job runs
     * this before it was compiled well, when putting each of them among bytes takes several times
     * as long.
     */

    /** Values that share a word that tells which of them are there. */
    static final int CHUNK = Integer.SIZE;

    private int[] words = new int[1 << 12];
    private int size;

    /** What is not {@code int} passes through here. */
    private int[] scratch = new int[1 << 10];

    /** Forgets what was written, and keeps the room it took. */
    void clear() {
        size = 0;
    }

    private int[] scratch(int length) {
        if (scratch.length < length) {
            scratch = new int[Math.max(scratch.length * 2, length)];
        }
        return scratch;
    }

    private void reserve(int more) {
        if (size + more > words.length) {
            words = Arrays.copyOf(words, Math.max(words.length * 2, size + more));
        }
    }

    void putBoolean(boolean value) {
        putInt(value ? 1 : 0);
    }

    void putInt(int value) {
        reserve(1);
        words[size++] = value;
    }

    void putLong(long value) {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    void putDouble(double value) {
        putLong(Double.doubleToRawLongBits(value));
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
            putInt((at - start) / CHUNK);
            start = at;
            while (at < length && !isFresh(values, at, Math.min(CHUNK, length - at), fresh)) {
                at += CHUNK;
            }
            putInt((at - start) / CHUNK);
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
        reserve(1 + length);
        int[] to = words;
        int place = size + 1;
        int used = 0;
        for (int i = 0; i < length; i++) {
            int word = values[from + i] ^ fresh;
            to[place] = word;
            int isUsed = (word | -word) >>> 31;
            used |= isUsed << i;
            place += isUsed;
        }
        to[size] = used;
        size = place;
    }

    void putFloats(float[] values) {
        putFloats(values, 0f);
    }

    void putFloats(float[] values, float fresh) {
        int[] bits = scratch(values.length);
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        putInts(bits, values.length, Float.floatToRawIntBits(fresh));
    }

    void putFloats(float[] values, float[] fresh) {
        int[] bits = scratch(values.length);
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]) ^ Float.floatToRawIntBits(fresh[i]);
        }
        putInts(bits, values.length, 0);
    }

    void putLongs(long[] values) {
        int[] halves = scratch(values.length * 2);
        for (int i = 0; i < values.length; i++) {
            halves[2 * i] = (int) (values[i] >>> 32);
            halves[2 * i + 1] = (int) values[i];
        }
        putInts(halves, values.length * 2, 0);
    }

    void putDoubles(double[] values) {
        int[] halves = scratch(values.length * 2);
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
        int[] pairs = scratch(length);
        int whole = values.length / 2;
        for (int pair = 0; pair < whole; pair++) {
            pairs[pair] = values[2 * pair] | values[2 * pair + 1] << 16;
        }
        if (whole < length) {
            pairs[whole] = values[2 * whole];
        }
        putInts(pairs, length, 0);
    }

    /** Four to an {@code int}, the first lowest. */
    void putBytes(byte[] values) {
        int length = (values.length + 3) / 4;
        int[] packed = scratch(length);
        int whole = values.length / 4;
        ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(packed, 0, whole);
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
        int length = Integer.BYTES * size;
        var bytes = new byte[length + Integer.BYTES];
        ByteBuffer out = ByteBuffer.wrap(bytes);
        out.asIntBuffer().put(words, 0, size);
        out.putInt(length, SnapshotReader.checksum(bytes, length));
        return bytes;
    }
}
