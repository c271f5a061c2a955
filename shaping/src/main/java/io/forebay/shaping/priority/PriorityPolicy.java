package io.forebay.shaping.priority;

/**
 * Maps the predicted remaining bytes of a burst to one of eight levels: the shorter, the more
 * urgent. Within the floor and ceiling of the function. Stateless.
 */
public final class PriorityPolicy {
    public static final int LEVELS = 8;

    /**
     * Gives levels from {@code floor} to {@code ceiling}.
     *
     * @param floor lowest priority given, 0 to 7
     * @param ceiling highest priority given, floor to 7
     */
    public PriorityPolicy(int floor, int ceiling) {
        throw new UnsupportedOperationException();
    }

    /**
     * Priority, 0 (lowest) to 7, for an element whose burst has about this many bytes to come, its
     * own included.
     */
    public int priorityOf(double remainingBurstBytes) {
        throw new UnsupportedOperationException();
    }
}
