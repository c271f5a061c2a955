package io.forebay.evaluation.prefetch;

import java.util.Arrays;

/**
 * Readahead as the Linux kernel does it: a window that doubles with each sequential read, kept for
 * a number of runs at a time.
 */
final class ReadaheadRule implements PrefetchRule {
    private static final long MOST_WINDOW = 32;
    private static final long FIRST_WINDOW = 4;
    private static final long NO_READ = -10;

    private final long[] window;
    private final long[] stagedTo;
    private final long[] previousLast;
    private final long[] usedAt;
    private long clock;

    ReadaheadRule(int runs) {
        window = new long[runs];
        stagedTo = new long[runs];
        previousLast = new long[runs];
        usedAt = new long[runs];
        Arrays.fill(stagedTo, NO_READ);
        Arrays.fill(previousLast, NO_READ);
    }

    @Override
    public void onRead(int request, long first, long last, Proposals out) {
        int run = -1;
        int longestUnused = 0;
        for (int i = 0; i < window.length; i++) {
            boolean continues = previousLast[i] >= first - 1 && previousLast[i] <= first;
            if (continues && (run < 0 || usedAt[i] > usedAt[run])) {
                run = i;
            }
            longestUnused = usedAt[i] < usedAt[longestUnused] ? i : longestUnused;
        }
        if (run >= 0) {
            long wanted =
                    window[run] > 0
                            ? 2 * Math.max(window[run], FIRST_WINDOW)
                            : Math.max(2 * (last - first + 1), FIRST_WINDOW);
            window[run] = Math.min(MOST_WINDOW, wanted);
            long end = last + window[run];
            out.addRange(Math.max(last, stagedTo[run]) + 1, end);
            stagedTo[run] = Math.max(end, stagedTo[run]);
        } else {
            run = longestUnused;
            window[run] = 0;
            stagedTo[run] = last;
        }
        previousLast[run] = last;
        usedAt[run] = ++clock;
    }
}
