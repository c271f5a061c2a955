package io.forebay.predictor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Takes a copy of a model, word by word and table by table, that becomes a snapshot later: words of
 * four bytes, big-endian, tables sparsely, see {@link SparseWords}. Copying is quick, so that
 * traffic need not wait for the rest. One thread at a time.
 */
final class SnapshotWriter {
    private static final int FEWEST_WORDS = 1 << 10;

    /** Of a table: where it begins, its length, what a fresh one is full of. */
    private static final int TABLE_WORDS = 3;

    private int[] words;
    private int size;
    private int[] tables = new int[TABLE_WORDS * (1 << 6)];
    private int tableSize;

    /** With room for so many words; more are taken when they come. */
    SnapshotWriter(int capacity) {
        words = new int[Math.max(FEWEST_WORDS, capacity)];
    }

    SnapshotWriter() {
        this(0);
    }

    /** Words that were written. */
    int size() {
        return size;
    }

    /** Memory taken. */
    long heapBytes() {
        return (long) Integer.BYTES * (words.length + tables.length);
    }

    private void reserve(int more) {
        if (size + more > words.length) {
            words = Arrays.copyOf(words, Math.max(words.length * 2, size + more));
        }
    }

    /** Makes room for a table, and tells where it begins. */
    private int table(int length, int fresh) {
        reserve(length);
        if (tableSize == tables.length) {
            tables = Arrays.copyOf(tables, tableSize * 2);
        }
        int start = size;
        tables[tableSize++] = start;
        tables[tableSize++] = length;
        tables[tableSize++] = fresh;
        size += length;
        return start;
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
        int start = table(values.length, fresh);
        System.arraycopy(values, 0, words, start, values.length);
    }

    void putFloats(float[] values) {
        putFloats(values, 0f);
    }

    void putFloats(float[] values, float fresh) {
        int start = table(values.length, Float.floatToRawIntBits(fresh));
        for (int i = 0; i < values.length; i++) {
            words[start + i] = Float.floatToRawIntBits(values[i]);
        }
    }

    void putFloats(float[] values, float[] fresh) {
        int start = table(values.length, 0);
        for (int i = 0; i < values.length; i++) {
            words[start + i] =
                    Float.floatToRawIntBits(values[i]) ^ Float.floatToRawIntBits(fresh[i]);
        }
    }

    void putLongs(long[] values) {
        int start = table(values.length * 2, 0);
        for (int i = 0; i < values.length; i++) {
            words[start + 2 * i] = (int) (values[i] >>> 32);
            words[start + 2 * i + 1] = (int) values[i];
        }
    }

    void putDoubles(double[] values) {
        int start = table(values.length * 2, 0);
        for (int i = 0; i < values.length; i++) {
            long bits = Double.doubleToRawLongBits(values[i]);
            words[start + 2 * i] = (int) (bits >>> 32);
            words[start + 2 * i + 1] = (int) bits;
        }
    }

    /** Two to an {@code int}: an odd last one stands alone. */
    void putChars(char[] values) {
        int start = table((values.length + 1) / 2, 0);
        int whole = values.length / 2;
        for (int pair = 0; pair < whole; pair++) {
            words[start + pair] = values[2 * pair] | values[2 * pair + 1] << 16;
        }
        if (2 * whole < values.length) {
            words[start + whole] = values[2 * whole];
        }
    }

    /** Four to an {@code int}, the first lowest. */
    void putBytes(byte[] values) {
        int length = (values.length + 3) / 4;
        int start = table(length, 0);
        int whole = values.length / 4;
        ByteBuffer.wrap(values)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(words, start, whole);
        if (whole < length) {
            words[start + whole] = 0;
        }
        for (int i = 4 * whole; i < values.length; i++) {
            words[start + whole] |= (values[i] & 0xFF) << (i % 4 * 8);
        }
    }

    /** What was written, followed by its checksum. */
    byte[] toBytes() {
        var out = new SparseWords(size);
        int done = 0;
        for (int i = 0; i < tableSize; i += TABLE_WORDS) {
            int start = tables[i];
            int end = start + tables[i + 1];
            out.putWords(words, done, start);
            out.putTable(words, start, end, tables[i + 2]);
            done = end;
        }
        out.putWords(words, done, size);
        return out.toBytes();
    }
}
