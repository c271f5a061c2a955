package io.forebay.evaluation.priority;

/**
 * Reference policies that look at the head's burst anew at each decision: shortest remaining first,
 * by a guess of the burst's size.
 */
final class IndexPolicy extends KeyPolicy {
    /** What the key is, beside what the guess says. */
    enum Kind {
        /** All equal: first in, first out. */
        ARRIVAL,
        READS_FIRST,
        /** Bytes left of the request. */
        REQUEST,
        /** Bytes of the burst served so far. */
        ATTAINED,
        /** Bytes left of the burst. */
        REMAINING,
        /** The same times its size, which is best for slowdown. */
        REMAINING_BY_SIZE
    }

    private final Kind kind;
    private final SizeGuess guess;
    private final boolean eightLevels;
    private final BurstBook book;
    private final BurstHistories histories;

    IndexPolicy(ElementWorkload workload, Kind kind, SizeGuess guess, boolean eightLevels) {
        this.kind = kind;
        this.guess = guess;
        this.eightLevels = eightLevels;
        book = new BurstBook(workload);
        histories = new BurstHistories(workload);
    }

    @Override
    public void admit(int element) {
        if (book.opensBurst(element)) {
            int function = book.workload.function[element];
            histories.open(element, book.latestBurst(function));
        }
        book.admit(element);
    }

    @Override
    public void serve(int element) {
        book.serve(element);
    }

    @Override
    long key(int head, long nowNanos) {
        int burst = book.workload.burst[head];
        return switch (kind) {
            case ARRIVAL -> 0;
            case READS_FIRST -> book.workload.write[head] ? 1 : 0;
            case REQUEST -> levelled(book.requestLeft[book.workload.request[head]]);
            case ATTAINED -> levelled(book.served[burst]);
            case REMAINING -> levelled(size(burst, nowNanos) - book.served[burst]);
            case REMAINING_BY_SIZE -> {
                long size = size(burst, nowNanos);
                long key = (size - book.served[burst]) * size;
                yield eightLevels ? FixedLevels.ofSquaredBytes(key) : key;
            }
        };
    }

    private long levelled(long key) {
        return eightLevels ? FixedLevels.ofBytes(key) : key;
    }

    private long size(int burst, long nowNanos) {
        long arrived = book.arrived[burst];
        boolean known = guess != SizeGuess.TRUTH && book.isClosed(burst, nowNanos);
        return known
                ? arrived
                : histories.guess(guess, book.workload.burstFunction[burst], burst, arrived);
    }
}
