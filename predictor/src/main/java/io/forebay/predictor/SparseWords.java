package io.forebay.predictor;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Words of a snapshot, with tables written sparsely: runs of what a fresh table holds take two
 * words, so a young model has a small snapshot. In chunks of 32 values a word tells which differ,
 * and only these follow. One thread.
 */
final class SparseWords {
    /*
     * Words are gathered in an array and become bytes all at once: a young job runs this before it
     * was compiled well, when putting each of them among bytes takes several times as long.
     */

    /** Values that share a word that tells which of them are there. */
    static final int CHUNK = Integer.SIZE;

    private int[] words;
    private int size;

    SparseWords(int capacity) {
        words = new int[capacity];
    }

    private void reserve(int more) {
        if (size + more > words.length) {
            words = Arrays.copyOf(words, Math.max(words.length * 2, size + more));
        }
    }

    private void putRun(int chunks) {
        reserve(1);
        words[size++] = chunks;
    }

    /** Writes words as they are. */
    void putWords(int[] values, int from, int to) {
        reserve(to - from);
        System.arraycopy(values, from, words, size, to - from);
        size += to - from;
    }

    /** Writes how a table differs from one full of {@code fresh}. */
    void putTable(int[] values, int from, int to, int fresh) {
        int at = from;
        while (at < to) {
            int start = at;
            while (at < to && isFresh(values, at, Math.min(CHUNK, to - at), fresh)) {
                at += CHUNK;
            }
            putRun((at - start) / CHUNK);
            start = at;
            while (at < to && !isFresh(values, at, Math.min(CHUNK, to - at), fresh)) {
                at += CHUNK;
            }
            putRun((at - start) / CHUNK);
            for (int chunk = start; chunk < at; chunk += CHUNK) {
                putChunk(values, chunk, Math.min(CHUNK, to - chunk), fresh);
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
