package io.forebay.shaping.priority;

/**
 * Maps the predicted remaining bytes of a burst to one of eight levels: the shorter, the more
 * urgent. Within the floor and ceiling of the function. Stateless; any thread.
 *
 * <p>Levels are spaced by factors of four: up to 4 KiB is level 7, up to 16 KiB level 6, and so on
 * to 16 MiB at level 1; longer bursts are level 0. Floor and ceiling cut, they do not stretch: a
 * level means the same number of bytes for every function of a device.
 */
public final class PriorityPolicy {
    public static final int LEVELS = 8;

    /*
     * Shortest remaining processing time first minimises the mean completion time on one server
     * (Schrage 1968). Tags are eight levels and fixed when the element is queued, so the levels
     * have to cover the range of burst sizes evenly, and burst sizes spread over orders of
     * magnitude.
     */
    private static final int HIGHEST = LEVELS - 1;
    private static final long MOST_URGENT_BYTES = 4096;
    private static final long LEVEL_RATIO = 4;

    private final int floor;
    private final int ceiling;

    /**
     * Gives levels from {@code floor} to {@code ceiling}.
     *
     * @param floor lowest priority given, 0 to 7
     * @param ceiling highest priority given, floor to 7
     * @throws IllegalArgumentException when either is outside its range
     */
    public PriorityPolicy(int floor, int ceiling) {
        if (floor < 0 || floor > HIGHEST) {
            throw new IllegalArgumentException("floor must be 0 to 7: floor=" + floor);
        }
        if (ceiling < floor || ceiling > HIGHEST) {
            throw new IllegalArgumentException(
                    "ceiling must be floor to 7: ceiling=" + ceiling + ", floor=" + floor);
        }
        this.floor = floor;
        this.ceiling = ceiling;
    }

    /**
     * Priority, 0 (lowest) to 7, for an element whose burst has about this many bytes to come, its
     * own included. Less than nothing counts as nothing; a value that is not a number is an unknown
     * length and gets the floor.
     */
    public int priorityOf(double remainingBurstBytes) {
        return Math.max(floor, Math.min(ceiling, level(remainingBurstBytes)));
    }

    private static int level(double bytes) {
        long limit = MOST_URGENT_BYTES;
        for (int level = HIGHEST; level > 0; level--) {
            if (bytes <= limit) {
                return level;
            }
            limit *= LEVEL_RATIO;
        }
        return 0;
    }
}
