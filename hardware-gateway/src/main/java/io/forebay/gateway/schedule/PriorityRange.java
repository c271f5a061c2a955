package io.forebay.gateway.schedule;

import io.forebay.shaping.priority.PriorityPolicy;

/**
 * The priorities a function's elements may have, whoever asks for them.
 *
 * @param floor lowest, 0 to 7
 * @param ceiling highest, floor to 7
 */
public record PriorityRange(int floor, int ceiling) {
    /** All eight levels. */
    public static final PriorityRange ALL = new PriorityRange(0, PriorityPolicy.LEVELS - 1);

    public PriorityRange {
        if (floor < 0 || ceiling < floor || ceiling >= PriorityPolicy.LEVELS) {
            throw new IllegalArgumentException(
                    "priorities are not a range within 0 to 7: floor="
                            + floor
                            + ", ceiling="
                            + ceiling);
        }
    }

    /** The nearest priority within the range. */
    public int clamp(int priority) {
        return Math.max(floor, Math.min(ceiling, priority));
    }
}
