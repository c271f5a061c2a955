package io.forebay.shaping.alert;

import io.forebay.schemas.AlertKind;
import io.forebay.schemas.Surprise;

/**
 * The patterns an anomaly is told by, the most telling first. The table in {@code docs/alerts.md}
 * says the same in words. The names are part of what is sent: they never change.
 */
public enum Signature {
    /** The function should send and does not. */
    STALL("stall", AlertKind.MALFUNCTION, "a stall"),
    /** Most requests go where the function has not been. */
    SCAN("scan", AlertKind.SECURITY, "a scan"),
    /** Reads where writes are usual, or the other way round. */
    OPERATION_MIX("operation-mix", AlertKind.SECURITY, "a new mix of operations"),
    /** Much more is read than usual, for a second or longer. */
    SUSTAINED_READS("sustained-reads", AlertKind.SECURITY, "data being copied out"),
    /** Answers take longer than usual. */
    SLOW_RESPONSES("slow-responses", AlertKind.BOTTLENECK, "a bottleneck of the device"),
    /** More comes than usual. */
    BURST("burst", AlertKind.BOTTLENECK, "a burst"),
    /** Less comes than usual, but not nothing. */
    SLOWDOWN("slowdown", AlertKind.MALFUNCTION, "a guest that is held up"),
    /** Requests have sizes that are not usual. */
    SIZE_SHIFT("size-shift", AlertKind.MALFUNCTION, "another use of the function"),
    /** Improbable, without a pattern that has a name. */
    UNFAMILIAR("", AlertKind.UNKNOWN, "");

    private static final double MOST_NEW = 0.5;
    private static final double NEWER_THAN_USUAL = 0.3;
    private static final double MIX_SHIFT = 0.5;
    private static final double SUSTAINED_RATIO = 3;
    private static final double SUSTAINED_READ_SHARE = 0.8;
    private static final int SUSTAINED_WINDOWS = 10;
    private static final double SLOW_RATIO = 2;
    private static final double BURST_RATIO = 2;
    private static final double SLOWDOWN_RATIO = 0.5;

    private final String code;
    private final AlertKind kind;
    private final String verdict;

    Signature(String code, AlertKind kind, String verdict) {
        this.code = code;
        this.kind = kind;
        this.verdict = verdict;
    }

    /** The first signature that fits. */
    public static Signature of(Deviation deviation) {
        if (deviation.surprise() == Surprise.SILENCE && deviation.countRatio() == 0) {
            return STALL;
        }
        if (isScan(deviation)) {
            return SCAN;
        }
        if (Math.abs(deviation.readShare() - deviation.usualReadShare()) >= MIX_SHIFT
                || deviation.surprise() == Surprise.OPERATION) {
            return OPERATION_MIX;
        }
        if (isSustainedRead(deviation)) {
            return SUSTAINED_READS;
        }
        if (deviation.surprise() == Surprise.TIMING && deviation.responseRatio() >= SLOW_RATIO) {
            return SLOW_RESPONSES;
        }
        if (Math.max(deviation.countRatio(), deviation.bytesRatio()) >= BURST_RATIO
                && deviation.surprise() != Surprise.SIZE) {
            return BURST;
        }
        if (deviation.surprise() == Surprise.VOLUME && deviation.countRatio() <= SLOWDOWN_RATIO) {
            return SLOWDOWN;
        }
        return deviation.surprise() == Surprise.SIZE ? SIZE_SHIFT : UNFAMILIAR;
    }

    /** The signature with this name; {@link #UNFAMILIAR} for one not known here. */
    static Signature ofCode(String code) {
        for (Signature signature : values()) {
            if (signature.code.equals(code)) {
                return signature;
            }
        }
        return UNFAMILIAR;
    }

    private static boolean isScan(Deviation deviation) {
        boolean isElsewhere =
                deviation.newRegionShare() >= MOST_NEW
                        && deviation.newRegionShare()
                                >= deviation.usualNewRegionShare() + NEWER_THAN_USUAL;
        // Traffic without reads, such as frames, has a usual share of none.
        boolean isReading =
                deviation.readShare() >= MOST_NEW
                        || (deviation.readShare() == 0 && deviation.usualReadShare() == 0);
        return isElsewhere && isReading;
    }

    private static boolean isSustainedRead(Deviation deviation) {
        return deviation.readRatio() >= SUSTAINED_RATIO
                && deviation.readShare() >= SUSTAINED_READ_SHARE
                && deviation.windows() >= SUSTAINED_WINDOWS;
    }

    /** The name in {@code AnomalyAlert.signature}. */
    public String code() {
        return code;
    }

    public AlertKind kind() {
        return kind;
    }

    /** What it looks like, for a person; empty where there is nothing to say. */
    String verdict() {
        return verdict;
    }
}
