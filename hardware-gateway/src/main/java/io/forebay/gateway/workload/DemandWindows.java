package io.forebay.gateway.workload;

import io.forebay.schemas.WindowGrid;

/**
 * When the device's clock ticks: at the end of each window that had elements, and of up to {@link
 * #MAX_IDLE_TICKS} idle windows after it. Not thread safe.
 */
public final class DemandWindows {
    static final int MAX_IDLE_TICKS = 20;

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

    /** Time of the next tick; {@code Long.MAX_VALUE} while the clock is silent. */
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
        nextTickNanos = end < lastIdleEnd ? end + grid.windowNanos() : Long.MAX_VALUE;
        return end == activeEndNanos;
    }
}
