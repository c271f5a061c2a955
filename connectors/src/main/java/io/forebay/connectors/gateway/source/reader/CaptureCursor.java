package io.forebay.connectors.gateway.source.reader;

import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;

/**
 * Position in one gateway's capture. Sees to it that every offset is delivered once, as a record or
 * as part of a gap. Not thread safe.
 */
final class CaptureCursor {
    private long nextOffset;

    CaptureCursor(long nextOffset) {
        this.nextOffset = nextOffset;
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
                        endOffset);
        return new CaptureRecord(nextOffset, gap);
    }

    /** Moves behind a record that is not repeated, and behind the gap before it. */
    void advance(CaptureRecord record) {
        nextOffset = endOffset(record);
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
