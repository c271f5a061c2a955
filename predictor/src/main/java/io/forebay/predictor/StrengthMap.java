package io.forebay.predictor;

import java.util.Arrays;

/**
 * How often a guess of a kind is right: one {@code int} a kind, 22 bits of probability and 10 of
 * count. Shared by the functions of a device.
 */
final class StrengthMap {
    private static final int LIMIT = 255;
    private static final int HALF = 1 << 31;
    private static final int[] STEP = new int[LIMIT + 1];

    static {
        for (int n = 0; n <= LIMIT; n++) {
            STEP[n] = (int) (65536 / (n + 1.6));
        }
    }

    private final int[] slots;

    StrengthMap(int kinds) {
        slots = new int[kinds];
        Arrays.fill(slots, HALF);
    }

    /** Log-odds that a guess of this kind is right. */
    float stretch(int kind) {
        return Logistic.stretch(slots[kind] >>> 20);
    }

    void update(int kind, int right) {
        int slot = slots[kind];
        int count = slot & 0x3FF;
        int probability = slot >>> 10;
        int target = -right & (1 << 22) - 1;
        probability += (int) (((long) (target - probability) * STEP[count]) >> 16);
        slots[kind] = probability << 10 | count + ((count - LIMIT) >>> 31);
    }

    /** Sets this map to the weighted average of others; the counts to the largest. */
    void average(StrengthMap[] others, double[] shares) {
        for (int i = 0; i < slots.length; i++) {
            double probability = 0;
            int count = 0;
            for (int k = 0; k < others.length; k++) {
                probability += shares[k] * (others[k].slots[i] >>> 10);
                count = Math.max(count, others[k].slots[i] & 0x3FF);
            }
            int rounded = (int) Math.min((1 << 22) - 1, StrictMath.rint(probability));
            slots[i] = rounded << 10 | count;
        }
    }

    void write(SnapshotWriter out) {
        out.putInts(slots, HALF);
    }

    void read(SnapshotReader in) {
        in.getInts(slots, HALF);
    }
}
