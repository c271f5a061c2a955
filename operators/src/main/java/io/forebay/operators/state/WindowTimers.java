package io.forebay.operators.state;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Timers on event time of keys that spoke lately, on the heap, in the order of their times and for
 * one time in that of their keys. Task thread only.
 */
final class WindowTimers {
    /*
     * Flink's own would be in RocksDB, where a timer or two for each function and window are all
     * that changes between checkpoints. For them each checkpoint had to wait until RocksDB had
     * flushed, and the disk had done so.
     */

    /** A key is to be told that a time has come. */
    record Timer(long millis, String key) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(millis, other.millis);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    private final TreeSet<Timer> timers = new TreeSet<>();

    /** Sets a timer; one that is set already stays alone. */
    void set(String key, long millis) {
        timers.add(new Timer(millis, key));
    }

    /** Takes the first timer that is due, null when none is. */
    Timer takeUntil(long millis) {
        return timers.isEmpty() || timers.first().millis() > millis ? null : timers.pollFirst();
    }

    /** All of them as they are now. */
    List<Timer> all() {
        return new ArrayList<>(timers);
    }

    int size() {
        return timers.size();
    }
}
