package io.forebay.predictor;

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

    private final byte[] bytes;
    private final int lengthBytes;
    private final int[] words;
    private int next;

    SnapshotReader(byte[] bytes) {
        this.bytes = bytes;
        lengthBytes = Math.max(0, bytes.length - CHECKSUM_BYTES);
        words = new int[lengthBytes / Integer.BYTES];
        ByteBuffer.wrap(bytes).asIntBuffer().get(words);
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
        int stored = bytes.length < CHECKSUM_BYTES ? 0 : ByteBuffer.wrap(bytes).getInt(lengthBytes);
        int computed = checksum(bytes, lengthBytes);
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

    private IllegalArgumentException truncated() {
        return new IllegalArgumentException("truncated snapshot: lengthBytes=" + lengthBytes);
    }

    boolean getBoolean() {
        return getInt() != 0;
    }

    int getInt() {
        if (next == words.length) {
            throw truncated();
        }
        return words[next++];
    }

    long getLong() {
        long high = getInt();
        return (high << 32) | (getInt() & 0xFFFF_FFFFL);
    }

    double getDouble() {
        return Double.longBitsToDouble(getLong());
    }

    private int getRun(int most) {
        int run = getInt();
        if (run < 0 || run > most) {
            throw new IllegalArgumentException("corrupt snapshot: run=" + run + ", room=" + most);
        }
        return run;
    }

    void getInts(int[] values) {
        getInts(values, 0);
    }

    void getInts(int[] values, int fresh) {
        int chunks = (values.length + SparseWords.CHUNK - 1) / SparseWords.CHUNK;
        int chunk = 0;
        while (chunk < chunks) {
            int skip = getRun(chunks - chunk);
            int first = SparseWords.CHUNK * chunk;
            chunk += skip;
            int end = Math.min(SparseWords.CHUNK * chunk, values.length);
            Arrays.fill(values, first, end, fresh);
            int literal = getRun(chunks - chunk);
            if (skip + literal == 0) {
                throw new IllegalArgumentException("corrupt snapshot: empty run at=" + first);
            }
            for (int last = chunk + literal; chunk < last; chunk++) {
                getChunk(values, SparseWords.CHUNK * chunk, fresh);
            }
        }
    }

    private void getChunk(int[] values, int from, int fresh) {
        int length = Math.min(SparseWords.CHUNK, values.length - from);
        int used = getInt();
        if (length < Integer.SIZE && used >>> length != 0) {
            throw new IllegalArgumentException("corrupt snapshot: value outside of a table");
        }
        if (Integer.bitCount(used) > words.length - next) {
            throw truncated();
        }
        for (int i = 0; i < length; i++) {
            values[from + i] = (used >>> i & 1) == 0 ? fresh : words[next++] ^ fresh;
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
        int[] packed = new int[(values.length + 3) / 4];
        getInts(packed);
        int whole = values.length / 4;
        ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(packed, 0, whole);
        for (int i = 4 * whole; i < values.length; i++) {
            values[i] = (byte) (packed[whole] >>> (i % 4 * 8));
        }
    }

    /**
     * Checks that all was read.
     *
     * @throws IllegalArgumentException when something is left
     */
    void requireEnd() {
        int unreadBytes = lengthBytes - Integer.BYTES * next;
        if (unreadBytes != 0) {
            throw new IllegalArgumentException("snapshot too long: unreadBytes=" + unreadBytes);
        }
    }
}
