package io.forebay.evaluation.prediction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.collections.Long2LongHashMap;

/** A row of numbers for each context seen. Rows are numbered as contexts appear. One thread. */
final class ContextRows {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;
    private static final int NONE = -1;

    private final Long2LongHashMap rowOfContext = new Long2LongHashMap(NONE);
    private final List<double[]> pages = new ArrayList<>();
    private final int alphabet;
    private final int width;
    private final double initialValue;
    private int rows;

    /**
     * @param alphabet numbers in a row that belong to symbols
     * @param extra numbers behind them, 0 at first
     * @param initialValue what the numbers of symbols are at first
     */
    ContextRows(int alphabet, int extra, double initialValue) {
        this.alphabet = alphabet;
        this.width = alphabet + extra;
        this.initialValue = initialValue;
    }

    /** Number of the context's row, which is made when the context is new. */
    int row(long contextHash) {
        long key = contextHash >>> 1;
        long known = rowOfContext.get(key);
        if (known != NONE) {
            return (int) known;
        }
        if (rows == pages.size() * PAGE_ROWS) {
            pages.add(newPage());
        }
        rowOfContext.put(key, rows);
        return rows++;
    }

    private double[] newPage() {
        var page = new double[PAGE_ROWS * width];
        for (int row = 0; row < PAGE_ROWS; row++) {
            Arrays.fill(page, row * width, row * width + alphabet, initialValue);
        }
        return page;
    }

    /** The array a row lies in; it begins at {@link #offset}. */
    double[] page(int row) {
        return pages.get(row >>> PAGE_BITS);
    }

    /** Where in its page a row begins. */
    int offset(int row) {
        return (row & PAGE_ROWS - 1) * width;
    }
}
