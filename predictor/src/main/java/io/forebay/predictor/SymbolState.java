package io.forebay.predictor;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.TrafficElement;

/**
 * Turns the elements of one function into symbols, each relative to the element before it. {@link
 * #advance} fills in the fields; reused from element to element; one thread.
 */
public final class SymbolState {
    private long previousEnd;
    private long previousMicros;
    private boolean started;

    private int operationCode;
    private int size;
    private int delta;
    private int gap;
    private long sector;
    private long sectorCount;
    private long gapMicros;
    private boolean block;

    /** Takes the next element and computes its symbols. */
    public void advance(TrafficElement element) {
        block = element.getKind() == ElementKind.BLOCK;
        sector = RequestSymbols.unitAddress(element);
        sectorCount = RequestSymbols.unitCount(element);
        long micros = Math.floorDiv(element.getEventTimeNanos(), 1_000L);
        gapMicros = started ? gapBetween(previousMicros, micros) : 0;
        operationCode = RequestSymbols.operationCode(element.getKind(), element.getOperation());
        size = RequestSymbols.sizeClass(sectorCount);
        delta = RequestSymbols.deltaClass(sector - previousEnd);
        gap = RequestSymbols.gapClass(gapMicros);
        previousEnd = sector + sectorCount;
        previousMicros = micros;
        started = true;
    }

    /** Nanoseconds of a long, divided by 1,000, cannot overflow when subtracted. */
    private static long gapBetween(long earlierMicros, long laterMicros) {
        return Math.max(0, laterMicros - earlierMicros);
    }

    /** 0 for a read, 1 for a write. */
    public int operation() {
        return RequestSymbols.directionOf(operationCode);
    }

    public int size() {
        return size;
    }

    public int delta() {
        return delta;
    }

    public int gap() {
        return gap;
    }

    /** First sector of a block request, else the address in the kind's units. */
    public long sector() {
        return sector;
    }

    /** Length in the units of {@link #sector}, at least 1. */
    public long sectorCount() {
        return sectorCount;
    }

    public long gapMicros() {
        return gapMicros;
    }

    public boolean isBlockRead() {
        return block && operationCode == 0;
    }

    boolean isBlock() {
        return block;
    }

    /** Symbol of the current element under a head, from 0. */
    public int code(int head) {
        return switch (head) {
            case RequestSymbols.OPERATION -> operationCode;
            case RequestSymbols.SIZE -> size;
            case RequestSymbols.DELTA -> delta;
            default -> gap;
        };
    }

    long previousEnd() {
        return previousEnd;
    }

    long previousMicros() {
        return previousMicros;
    }

    void write(SnapshotWriter out) {
        out.putLong(previousEnd);
        out.putLong(previousMicros);
        out.putBoolean(started);
    }

    void read(SnapshotReader in) {
        previousEnd = in.getLong();
        previousMicros = in.getLong();
        started = in.getBoolean();
    }
}
