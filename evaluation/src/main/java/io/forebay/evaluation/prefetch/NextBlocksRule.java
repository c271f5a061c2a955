package io.forebay.evaluation.prefetch;

/**
 * One-block look-ahead and its like: the next blocks after each read, or only after one that
 * continues the read before.
 */
final class NextBlocksRule implements PrefetchRule {
    private static final long NO_READ = -10;

    private final int blocks;
    private final boolean onlySequential;
    private long previousLast = NO_READ;

    NextBlocksRule(int blocks, boolean onlySequential) {
        this.blocks = blocks;
        this.onlySequential = onlySequential;
    }

    @Override
    public void onRead(int request, long first, long last, Proposals out) {
        boolean sequential = previousLast >= first - 1 && previousLast <= first;
        if (sequential || !onlySequential) {
            out.addRange(last + 1, last + blocks);
        }
        previousLast = last;
    }
}
