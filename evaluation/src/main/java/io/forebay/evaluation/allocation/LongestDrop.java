package io.forebay.evaluation.allocation;

import java.util.Arrays;

/** Longest queue drop: longest by bytes or by the time it takes to drain. */
final class LongestDrop extends PushOutPolicy {
    private final long[] rate;

    private LongestDrop(long[] rate) {
        this.rate = rate;
    }

    static LongestDrop byBytes(SharedMemory memory) {
        var rate = new long[memory.functionCount()];
        Arrays.fill(rate, 1);
        return new LongestDrop(rate);
    }

    static LongestDrop byDrainTime(SharedMemory memory) {
        var rate = new long[memory.functionCount()];
        for (int f = 0; f < rate.length; f++) {
            rate[f] = memory.drainBytesPerSecond(f);
        }
        return new LongestDrop(rate);
    }

    @Override
    int longest(SharedMemory memory, int arriving, int bytes) {
        int longest = -1;
        long longestBytes = 0;
        for (int g = 0; g < rate.length; g++) {
            long queued = memory.queuedBytes(g) + (g == arriving ? bytes : 0);
            if (longest < 0
                    || Math.multiplyExact(queued, rate[longest])
                            > Math.multiplyExact(longestBytes, rate[g])) {
                longest = g;
                longestBytes = queued;
            }
        }
        return longest;
    }
}
