package io.forebay.shaping.allocation;

/**
 * What functions of a shared pool are guaranteed: what each needs in every second window, at least
 * the floor, at most a quarter of an equal share. Bytes. Immutable; any thread.
 */
public final class Guarantees {
    /*
     * A guarantee that nobody uses is lost to all. In the replays every byte guaranteed beyond what
     * is needed most of the time cost more than it saved (docs/shaping.md), so bursts are left to
     * the open part of the pool.
     */
    private static final double EXCEEDED_WITH = 0.5;

    private static final int IN_EQUAL_SHARE = 4;

    private final long budgetBytes;
    private final long floorBytes;

    /**
     * Guarantees of one pool.
     *
     * @param budgetBytes size of the pool, 0 or more
     * @param floorBytes guaranteed to every function as long as the pool holds as much for all, 0
     *     or more
     */
    public Guarantees(long budgetBytes, long floorBytes) {
        if (budgetBytes < 0 || floorBytes < 0) {
            throw new IllegalArgumentException(
                    "neither may be negative: budgetBytes="
                            + budgetBytes
                            + ", floorBytes="
                            + floorBytes);
        }
        this.budgetBytes = budgetBytes;
        this.floorBytes = floorBytes;
    }

    /**
     * The guarantee of a function; those of all functions fit the pool.
     *
     * @param count functions that share the pool, at least 1
     */
    public long of(DemandNeed need, int count) {
        return of(need, Math.min(floorBytes, budgetBytes / count), count);
    }

    /**
     * The guarantee of a function with a floor of its own. Those of all functions fit the pool
     * where none is above the function's share of it.
     *
     * @param ownFloorBytes 0 or more
     * @param count functions that share the pool, at least 1
     */
    public long of(DemandNeed need, long ownFloorBytes, int count) {
        long equal = budgetBytes / count;
        double needed = Math.min(need.exceededWith(EXCEEDED_WITH), (double) equal / IN_EQUAL_SHARE);
        return Math.max(ownFloorBytes, (long) needed);
    }
}
