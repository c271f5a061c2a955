package io.forebay.shaping.anomaly;

import io.forebay.schemas.PredictionError;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last windows of a function, to sum up the last few of them. One thread. */
final class RecentWindows {
    static final int MOST_WINDOWS = 30;

    private final WindowFigures[] figures = new WindowFigures[MOST_WINDOWS];
    private final long[] numbers = new long[MOST_WINDOWS];
    private int next;

    RecentWindows() {
        Arrays.setAll(figures, i -> new WindowFigures());
        Arrays.fill(numbers, Long.MIN_VALUE);
    }

    /**
     * Takes in a window, later than those before.
     *
     * @param number of the window on the grid of windows
     */
    void add(PredictionError window, long number) {
        figures[next].set(window);
        numbers[next] = number;
        next = (next + 1) % MOST_WINDOWS;
    }

    /** The window taken in last. */
    WindowFigures last() {
        return figures[Math.floorMod(next - 1, MOST_WINDOWS)];
    }

    /**
     * Sums up windows, the last one and those before it, also where some were silent.
     *
     * @param windows how many, at most {@link #MOST_WINDOWS}
     * @param sum takes the sum
     */
    void sum(int windows, WindowFigures sum) {
        sum.clear();
        long first = numbers[Math.floorMod(next - 1, MOST_WINDOWS)] - windows + 1;
        for (int back = windows; back >= 1; back--) {
            int i = Math.floorMod(next - back, MOST_WINDOWS);
            if (numbers[i] >= first) {
                sum.add(figures[i]);
            }
        }
    }

    void write(DataOutput out) throws IOException {
        int used = 0;
        for (long number : numbers) {
            used += number > Long.MIN_VALUE ? 1 : 0;
        }
        out.writeByte(used);
        for (int back = used; back >= 1; back--) {
            int i = Math.floorMod(next - back, MOST_WINDOWS);
            out.writeLong(numbers[i]);
            figures[i].write(out);
        }
    }

    void read(DataInput in) throws IOException {
        int used = in.readUnsignedByte();
        if (used > MOST_WINDOWS) {
            throw new IllegalArgumentException("anomaly snapshot is damaged: windows=" + used);
        }
        for (int i = 0; i < used; i++) {
            numbers[i] = in.readLong();
            figures[i].read(in);
        }
        next = used % MOST_WINDOWS;
    }
}
