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
    /** Answers take longer than usual, and longer than the traffic explains. */
    SLOW_RESPONSES("slow-responses", AlertKind.BOTTLENECK, "a bottleneck of the device"),
    /** Reads where writes are usual, or the other way round. */
    OPERATION_MIX("operation-mix", AlertKind.SECURITY, "a new mix of operations"),
    /** Much more is read than usual, for as long as no burst lasts. */
    SUSTAINED_READS("sustained-reads", AlertKind.SECURITY, "data being copied out"),
    /** More comes than usual. */
    BURST("burst", AlertKind.BOTTLENECK, "a burst"),
    /** Requests have sizes that are not usual. */
    SIZE_SHIFT("size-shift", AlertKind.MALFUNCTION, "another use of the function"),
    /** Less comes than usual, but not nothing. */
    SLOWDOWN("slowdown", AlertKind.MALFUNCTION, "a guest that is held up"),
    /** Improbable, without a pattern that has a name. */
    UNFAMILIAR("", AlertKind.UNKNOWN, "");

    /*
     * Each shape moves more than one figure: a scan is a burst as well, longer requests are
     * answered later, a burst reads more. So what only one shape does is asked first: requests in
     * new places, then answers beyond what more or longer requests explain, then the operations.
     * Rate and size are left, and the one that moved farther names the rest. What the detector
     * named counts only where no ratio says anything: it is the worst window's, not the incident's.
     */

    /** A share of fewer elements says nothing. */
    private static final int FEWEST_ELEMENTS = 10;

    private static final double MOST_NEW = 0.5;
    private static final double NEWER_THAN_USUAL = 0.3;
    private static final double SLOW_RATIO = 3;
    private static final double MIX_SHIFT = 0.5;
    private static final double MOST_SWAPPED = 0.5;
    private static final double MORE_SWAPPED_THAN_USUAL = 0.3;

    /** In standard deviations: what says enough by itself, and together with bits. */
    private static final double RARE_SHIFT = 4;

    private static final double UNUSUAL_SHIFT = 2;

    /** Of the usual bits: what is foretold costs less. */
    private static final double KNOWN_TURN = 0.5;

    /** A single turn costs less, in all. */
    private static final double FEWEST_BITS = 16;

    private static final double MIX_BITS_RATIO = 4;
    private static final double MIX_BITS = 0.5;
    private static final double SUSTAINED_RATIO = 3;
    private static final double SUSTAINED_READ_SHARE = 0.8;
    private static final int SUSTAINED_WINDOWS = 100;
    private static final double MORE_RATIO = 2;
    private static final double LESS_RATIO = 0.5;

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
        if (isSlow(deviation)) {
            return SLOW_RESPONSES;
        }
        if (isNewMix(deviation)) {
            return OPERATION_MIX;
        }
        if (isSustainedRead(deviation)) {
            return SUSTAINED_READS;
        }
        return ofVolume(deviation);
    }

    private static Signature ofVolume(Deviation deviation) {
        double count = deviation.countRatio();
        double size = deviation.sizeRatio();
        boolean isMore = Math.max(count, deviation.bytesRatio()) >= MORE_RATIO;
        if (isMore && count >= Math.max(size, 1 / Math.max(size, 1e-9))) {
            return BURST;
        }
        boolean isOtherSize = size >= MORE_RATIO || size <= LESS_RATIO;
        if (isOtherSize && deviation.surprise() != Surprise.SILENCE) {
            return SIZE_SHIFT;
        }
        if (deviation.surprise() == Surprise.VOLUME && count <= LESS_RATIO) {
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
        return isElsewhere && isReading && deviation.elements() >= FEWEST_ELEMENTS;
    }

    private static boolean isSlow(Deviation deviation) {
        double explained = Math.max(1, Math.max(deviation.countRatio(), deviation.sizeRatio()));
        return deviation.responseRatio() >= SLOW_RATIO * explained;
    }

    private static boolean isNewMix(Deviation deviation) {
        double shift = Math.abs(deviation.readShare() - deviation.usualReadShare());
        boolean isOtherShare = shift >= MIX_SHIFT && deviation.elements() >= FEWEST_ELEMENTS;
        if (isOtherShare && shift >= RARE_SHIFT * deviation.readShareDeviation()) {
            return true;
        }
        if (isSwapped(deviation)) {
            return true;
        }
        // A function that turns now and then, as its past foretells, is not at something else.
        double bits = deviation.operationBits();
        double usualBits = deviation.usualOperationBits();
        boolean isUnforetold =
                shift >= UNUSUAL_SHIFT * deviation.readShareDeviation()
                        && bits >= KNOWN_TURN * usualBits;
        boolean isCostly = bits >= MIX_BITS_RATIO * usualBits && bits >= usualBits + MIX_BITS;
        return (double) deviation.elements() * bits >= FEWEST_BITS
                && ((isOtherShare && isUnforetold) || isCostly);
    }

    /** Reads and writes may have changed places without a change of their shares. */
    static boolean isSwapped(Deviation deviation) {
        return deviation.swappedShare() >= MOST_SWAPPED
                && deviation.swappedShare()
                        >= deviation.usualSwappedShare() + MORE_SWAPPED_THAN_USUAL
                && deviation.elements() >= FEWEST_ELEMENTS;
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
