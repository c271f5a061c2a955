package io.forebay.evaluation.mix;

import java.math.BigInteger;

/**
 * Times of a repeated trace on a mix's time line. The rows are cut into 60 chunks of equal bytes,
 * and each chunk is stretched over one sixtieth of the span: load swings inside a chunk stay,
 * slower ones go. Chunks that hold no row, since one is larger than a chunk, belong to the one
 * before.
 */
final class LevelledTimes {
    private static final int CHUNKS = 60;

    private final MixRows rows;
    private final long spanNanos;
    private final long periodMicros;
    private final long endMicros;
    private final long byteCount;
    private final int[] chunkOf;
    private final long[] chunkStartMicros = new long[CHUNKS + 1];
    private final int[] followingChunk = new int[CHUNKS];
    private int next;

    /**
     * Lays the copies of the rows out, one after another.
     *
     * @param rows times in microseconds from the first row
     */
    LevelledTimes(MixRows rows, int copies, long spanNanos) {
        this.rows = rows;
        this.spanNanos = spanNanos;
        int count = rows.size();
        long lastMicros = rows.time(count - 1);
        periodMicros = lastMicros + Math.max(1, lastMicros / Math.max(1, count - 1));
        endMicros = copies * periodMicros;
        byteCount = copies * rows.byteCount();
        chunkOf = new int[Math.multiplyExact(copies, count)];
        assignChunks();
    }

    private void assignChunks() {
        long before = 0;
        int latest = -1;
        for (int i = 0; i < chunkOf.length; i++) {
            int chunk = (int) (before * CHUNKS / byteCount);
            before += rows.lengthBytes(i % rows.size());
            chunkOf[i] = chunk;
            if (chunk != latest) {
                chunkStartMicros[chunk] = micros(i);
                if (latest >= 0) {
                    followingChunk[latest] = chunk;
                }
                latest = chunk;
            }
        }
        followingChunk[latest] = CHUNKS;
        chunkStartMicros[CHUNKS] = endMicros;
    }

    private long micros(int i) {
        return rows.time(i % rows.size()) + i / rows.size() * periodMicros;
    }

    /** The time of the next row, of the rows of all copies in order. */
    long nextNanos() {
        int chunk = chunkOf[next];
        long start = chunkStartMicros[chunk];
        int following = followingChunk[chunk];
        long length = Math.max(1, chunkStartMicros[following] - start);
        long chunkNanos = spanNanos / CHUNKS;
        long nanos =
                chunk * chunkNanos
                        + scaled(micros(next) - start, (following - chunk) * chunkNanos, length);
        next++;
        return nanos;
    }

    /** a * b / c, rounded down, where the product may not fit a long. */
    private static long scaled(long a, long b, long c) {
        if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
            return a * b / c;
        }
        return BigInteger.valueOf(a)
                .multiply(BigInteger.valueOf(b))
                .divide(BigInteger.valueOf(c))
                .longValueExact();
    }
}
