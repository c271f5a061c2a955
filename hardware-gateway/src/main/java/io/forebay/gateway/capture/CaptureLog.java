package io.forebay.gateway.capture;

import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest records of a device's capture, numbered from 0 without holes.
 *
 * <p>One appender, many readers. A log that may lose records overwrites the oldest, and a reader
 * that is behind gets a {@link CaptureGap} first; a lossless one makes the appender wait while the
 * slowest reader is a full log behind. While a lossless log has no reader, the place of the one
 * that left last is kept. Thread safe.
 */
public final class CaptureLog {
    /*
     * One lock around short copies: an append costs tens of nanoseconds beside the microseconds of
     * building and sending a record, and readers copy references a batch at a time.
     */
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition space = lock.newCondition();
    private final CaptureRecord[] ring;
    private final String deviceId;
    private final boolean lossless;
    private final long stallTimeoutNanos;
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private long nextOffset;
    private long keptFrom;
    private boolean ended;
    private String failure;

    /**
     * @param capacity records held
     * @param lossless whether the appender waits for readers
     * @param stallTimeoutNanos wall time after which a lossless append gives up
     */
    public CaptureLog(String deviceId, int capacity, boolean lossless, long stallTimeoutNanos) {
        this.deviceId = deviceId;
        this.ring = new CaptureRecord[capacity];
        this.lossless = lossless;
        this.stallTimeoutNanos = stallTimeoutNanos;
    }

    /**
     * Appends a record; {@link #publish} makes readers look. The appender's thread.
     *
     * @throws CaptureStalledException when a lossless log stayed full for the stall timeout
     */
    public void append(Object body) throws InterruptedException {
        lock.lock();
        try {
            if (lossless && nextOffset - keptFrom >= ring.length) {
                awaitSpace();
            }
            ring[slot(nextOffset)] = new CaptureRecord(nextOffset, body);
            nextOffset++;
        } finally {
            lock.unlock();
        }
    }

    private void awaitSpace() throws InterruptedException {
        long left = stallTimeoutNanos;
        keptFrom = slowestReader();
        while (nextOffset - keptFrom >= ring.length) {
            if (left <= 0) {
                throw new CaptureStalledException(
                        "no subscriber read the full capture log in time: records="
                                + ring.length
                                + ", timeoutMillis="
                                + TimeUnit.NANOSECONDS.toMillis(stallTimeoutNanos));
            }
            lock.unlock();
            try {
                publish();
            } finally {
                lock.lock();
            }
            keptFrom = slowestReader();
            if (nextOffset - keptFrom >= ring.length) {
                left = space.awaitNanos(left);
                keptFrom = slowestReader();
            }
        }
    }

    /** Caller holds the lock. */
    private long slowestReader() {
        long slowest = Long.MAX_VALUE;
        for (Reader reader : readers) {
            slowest = Math.min(slowest, reader.position);
        }
        return slowest == Long.MAX_VALUE ? keptFrom : slowest;
    }

    /** Makes every reader look for new records, on this thread. Holds no lock meanwhile. */
    public void publish() {
        for (Reader reader : readers) {
            reader.onAvailable.run();
        }
    }

    /** Nothing will be appended any more. */
    public void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
        publish();
    }

    /** The capture is broken off; readers learn why. The first reason stays. */
    public void fail(String reason) {
        lock.lock();
        try {
            if (failure == null && !ended) {
                failure = reason;
            }
        } finally {
            lock.unlock();
        }
        publish();
    }

    /** Why the capture was broken off; null while it was not. */
    public String failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** Offset the next record will get. */
    public long nextOffset() {
        lock.lock();
        try {
            return nextOffset;
        } finally {
            lock.unlock();
        }
    }

    /** Lowest offset still held; the next one while the log is empty. */
    public long firstOffset() {
        lock.lock();
        try {
            return firstHeld();
        } finally {
            lock.unlock();
        }
    }

    /** Readers attached now. */
    public int readerCount() {
        return readers.size();
    }

    /**
     * Starts to read at an offset, which may no longer be held.
     *
     * @param onAvailable called, on any thread, after records were published
     * @throws IndexOutOfBoundsException when the offset lies beyond the next one or is negative
     */
    public Reader attach(long offset, Runnable onAvailable) {
        lock.lock();
        try {
            if (offset < 0 || offset > nextOffset) {
                throw new IndexOutOfBoundsException(
                        "resume offset is not in the capture log: resumeOffset="
                                + offset
                                + ", firstOffset="
                                + firstHeld()
                                + ", nextOffset="
                                + nextOffset);
            }
            var reader = new Reader(offset, onAvailable);
            readers.add(reader);
            return reader;
        } finally {
            lock.unlock();
        }
    }

    private long firstHeld() {
        return Math.max(0, nextOffset - ring.length);
    }

    private int slot(long offset) {
        return (int) (offset % ring.length);
    }

    /** What a reader found. */
    public enum State {
        /** More may come. */
        OPEN,
        /** The reader has had the last record. */
        ENDED,
        /** The capture is broken off; {@link #failure} says why. */
        FAILED
    }

    /** One place in the log. Its methods must not be called by two threads at a time. */
    public final class Reader implements AutoCloseable {
        private final Runnable onAvailable;
        private long position;

        private Reader(long position, Runnable onAvailable) {
            this.position = position;
            this.onAvailable = onAvailable;
        }

        /**
         * Moves up to {@code maxRecords} records into {@code into}. Where records were lost the
         * first is a {@link CaptureGap} with the offset of the last lost one, so that the offset
         * after any record is the place to resume.
         */
        public State read(int maxRecords, List<CaptureRecord> into) {
            lock.lock();
            try {
                if (failure != null) {
                    return State.FAILED;
                }
                long first = firstHeld();
                int count = 0;
                if (maxRecords > 0 && position < first) {
                    into.add(gap(first));
                    position = first;
                    count++;
                }
                while (count < maxRecords && position < nextOffset) {
                    into.add(ring[slot(position)]);
                    position++;
                    count++;
                }
                if (lossless && count > 0) {
                    space.signal();
                }
                return ended && position == nextOffset ? State.ENDED : State.OPEN;
            } finally {
                lock.unlock();
            }
        }

        /** Offset of the record to be read next. */
        public long position() {
            lock.lock();
            try {
                return position;
            } finally {
                lock.unlock();
            }
        }

        /** Whether all there is has been read. */
        public boolean isAtEnd() {
            lock.lock();
            try {
                return position == nextOffset;
            } finally {
                lock.unlock();
            }
        }

        /**
         * Time of the record to be read next, or of the gap before it.
         *
         * @param none where there is none yet
         */
        public long nextTimeNanos(long none) {
            lock.lock();
            try {
                return position == nextOffset
                        ? none
                        : CaptureRecords.eventTimeNanos(
                                ring[slot(Math.max(position, firstHeld()))]);
            } finally {
                lock.unlock();
            }
        }

        private CaptureRecord gap(long first) {
            long time = CaptureRecords.eventTimeNanos(ring[slot(first)]);
            return new CaptureRecord(
                    first - 1, new CaptureGap(deviceId, time, position, first, false));
        }

        /** Gives up the place. May be called from any thread, more than once. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (readers.remove(this) && readers.isEmpty()) {
                    keptFrom = Math.max(keptFrom, position);
                }
                space.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
