package io.forebay.evaluation.allocation;

import io.forebay.shaping.allocation.LongestDrain;

/** Forebay's choice of what to push out of a memory that is full. */
final class ForebayPushOut extends PushOutPolicy {
    private final LongestDrain longestDrain;

    ForebayPushOut(SharedMemory memory) {
        longestDrain = new LongestDrain(memory.drainRates());
    }

    @Override
    int longest(SharedMemory memory, int arriving, int bytes) {
        int longest = 0;
        double greatest = -1;
        for (int g = 0; g < memory.functionCount(); g++) {
            long held = memory.queuedBytes(g) + (g == arriving ? bytes : 0);
            double length = longestDrain.length(g, held);
            if (length > greatest) {
                greatest = length;
                longest = g;
            }
        }
        return longest;
    }
}
