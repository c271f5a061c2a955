package io.forebay.connectors.gateway.source.reader;

import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.gateway.v1.CapturePosition;
import io.forebay.schemas.gateway.v1.LostRecords;
import io.forebay.schemas.gateway.v1.Subscribed;
import java.util.ArrayList;
import java.util.List;

/**
 * Position in one gateway's capture. Sees to it that every offset is delivered once, as a record or
 * as part of a gap. A gateway that was restarted has another log, whose offsets begin anew. Not
 * thread safe.
 */
final class CaptureCursor {
    private long logId;
    private long nextOffset;
    private long newestNanos;

    /**
     * @param logId log the offset counts in; 0 for whichever there is
     */
    CaptureCursor(long logId, long nextOffset) {
        this.logId = logId;
        this.nextOffset = nextOffset;
    }

    /** The log the position is in; 0 before any was read. */
    long logId() {
        return logId;
    }

    /** Whether a log is another one than that of the position. */
    boolean isOfOtherLog(long otherId) {
        return logId != 0 && logId != otherId;
    }

    /** What is lost of earlier logs, as records: not before what was delivered of them. */
    List<CaptureRecord> gaps(Subscribed subscribed) {
        List<CaptureRecord> gaps = new ArrayList<>();
        for (LostRecords lost : subscribed.getLostList()) {
            boolean isNothing =
                    lost.getNextOffset() <= lost.getFirstOffset() && !lost.getOpenEnded();
            if (!isNothing) {
                var gap =
                        new CaptureGap(
                                subscribed.getDeviceId(),
                                Math.max(newestNanos, subscribed.getEventTimeNanos()),
                                lost.getFirstOffset(),
                                Math.max(lost.getFirstOffset(), lost.getNextOffset()),
                                lost.getOpenEnded());
                gaps.add(new CaptureRecord(lost.getFirstOffset(), gap));
            }
        }
        return gaps;
    }

    /** Moves to a place in a log, perhaps another one. */
    void moveTo(CapturePosition position) {
        logId = position.getLogId();
        nextOffset = position.getOffset();
    }

    /** First offset that has not been delivered. */
    long nextOffset() {
        return nextOffset;
    }

    /** Whether the record, which may be a gap, holds nothing but what has been delivered. */
    boolean isRepeated(CaptureRecord record) {
        return endOffset(record) <= nextOffset;
    }

    /**
     * The gap before a record that is not repeated, or null where there is none. A gap the gateway
     * reports comes back itself, cut or widened to what is missing here.
     */
    CaptureRecord gapBefore(CaptureRecord record) {
        if (record.getBody() instanceof CaptureGap gap) {
            boolean fits = gap.getFirstOffset() == nextOffset && record.getOffset() == nextOffset;
            return fits ? record : gap(record, gap.getNextOffset());
        }
        return record.getOffset() > nextOffset ? gap(record, record.getOffset()) : null;
    }

    private CaptureRecord gap(CaptureRecord cause, long endOffset) {
        // It ended, at the latest, when the record behind it was captured.
        var gap =
                new CaptureGap(
                        CaptureRecords.deviceId(cause),
                        CaptureRecords.eventTimeNanos(cause),
                        nextOffset,
                        endOffset,
                        false);
        return new CaptureRecord(nextOffset, gap);
    }

    /** Moves behind a record that is not repeated, and behind the gap before it. */
    void advance(CaptureRecord record) {
        nextOffset = endOffset(record);
        newestNanos = CaptureRecords.eventTimeNanos(record);
    }

    /** Moves behind an offset whose record cannot be used; a hole before it is not closed yet. */
    void skip(long offset) {
        if (offset == nextOffset) {
            nextOffset = offset + 1;
        }
    }

    private static long endOffset(CaptureRecord record) {
        return record.getBody() instanceof CaptureGap gap
                ? gap.getNextOffset()
                : record.getOffset() + 1;
    }
}
