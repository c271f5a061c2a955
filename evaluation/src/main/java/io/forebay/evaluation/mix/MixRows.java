package io.forebay.evaluation.mix;

import java.util.Arrays;

/** Requests in parallel arrays: time, stream, operation, address and length. Not thread safe. */
final class MixRows {
    private long[] times = new long[1024];
    private int[] streams = new int[1024];
    private boolean[] writes = new boolean[1024];
    private long[] addresses = new long[1024];
    private long[] lengths = new long[1024];
    private int size;

    void add(long time, int stream, boolean isWrite, long address, long lengthBytes) {
        if (size == times.length) {
            int length = size * 2;
            times = Arrays.copyOf(times, length);
            streams = Arrays.copyOf(streams, length);
            writes = Arrays.copyOf(writes, length);
            addresses = Arrays.copyOf(addresses, length);
            lengths = Arrays.copyOf(lengths, length);
        }
        times[size] = time;
        streams[size] = stream;
        writes[size] = isWrite;
        addresses[size] = address;
        lengths[size] = lengthBytes;
        size++;
    }

    /** Adds a row of others, at another time and in another stream. */
    void addFrom(MixRows others, int row, long time, int stream) {
        add(time, stream, others.isWrite(row), others.address(row), others.lengthBytes(row));
    }

    int size() {
        return size;
    }

    long time(int row) {
        return times[row];
    }

    int stream(int row) {
        return streams[row];
    }

    boolean isWrite(int row) {
        return writes[row];
    }

    long address(int row) {
        return addresses[row];
    }

    long lengthBytes(int row) {
        return lengths[row];
    }

    long byteCount() {
        long sum = 0;
        for (int row = 0; row < size; row++) {
            sum += lengths[row];
        }
        return sum;
    }
}
