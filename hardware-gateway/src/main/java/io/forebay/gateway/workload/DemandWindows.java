package io.forebay.gateway.workload;

import io.forebay.schemas.WindowGrid;

/**
 * When the device's clock ticks: at the end of each window that had elements, of the {@link
 * #MAX_IDLE_TICKS} idle windows after it, and then ever more rarely, so that a controller hears of
 * a silence of any length at small cost. Not thread safe.
 */
public final class DemandWindows {
    static final int MAX_IDLE_TICKS = 20;

    /** A later tick comes when the silence has grown by one part in so many. */
    private static final int IDLE_GROWTH_PART = 8;

    private final WindowGrid grid;
    private long activeEndNanos = Long.MIN_VALUE;
    private long nextTickNanos = Long.MAX_VALUE;

    public DemandWindows(WindowGrid grid) {
        this.grid = grid;
    }

    /** An element arrived; ticks up to its time have been taken. */
    public void arrived(long timeNanos) {
        long end = grid.endNanos(grid.indexOf(timeNanos));
        if (end > activeEndNanos) {
            activeEndNanos = end;
            nextTickNanos = end;
        }
    }

    /** Time of the next tick; {@code Long.MAX_VALUE} before the first element. */
    public long nextTickNanos() {
        return nextTickNanos;
    }

    /** End of the last window that had elements; {@code Long.MIN_VALUE} before the first. */
    public long activeEndNanos() {
        return activeEndNanos;
    }

    /** Takes the next tick; true when its window had elements. */
    public boolean tick() {
        long end = nextTickNanos;
        long lastIdleEnd = activeEndNanos + MAX_IDLE_TICKS * grid.windowNanos();
        long idleWindows = end < lastIdleEnd ? 1 : silentWindows(end) / IDLE_GROWTH_PART;
        long idleNanos = idleWindows * grid.windowNanos();
        nextTickNanos = end <= Long.MAX_VALUE - idleNanos ? end + idleNanos : Long.MAX_VALUE;
        return end == activeEndNanos;
    }

    /** Whether the next tick is one of the rare ones late in a silence. */
    boolean isNextRare() {
        return nextTickNanos > activeEndNanos + MAX_IDLE_TICKS * grid.windowNanos();
    }

    private long silentWindows(long end) {
        return (end - activeEndNanos) / grid.windowNanos();
    }
}
