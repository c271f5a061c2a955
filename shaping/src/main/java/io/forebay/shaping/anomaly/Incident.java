package io.forebay.shaping.anomaly;

import io.forebay.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The incident a function is in, if any, and how many there were. One thread. */
final class Incident {
    private static final int SILENCE = -1;

    private long count;
    private boolean open;
    private long startNanos;
    private int feature = SILENCE;
    private Severity severity = Severity.UNKNOWN;
    private double peakBits;
    private int quietWindows;

    /** Incidents so far. */
    long count() {
        return count;
    }

    /** Numbers the incidents from here on. */
    void startFrom(long number) {
        count = number;
    }

    boolean isOpen() {
        return open;
    }

    /** Number of the incident that is open, or was last, from 0. */
    long number() {
        return count - 1;
    }

    long startNanos() {
        return startNanos;
    }

    double peakBits() {
        return peakBits;
    }

    /** Windows in a row that were not surprising. */
    int quietWindows() {
        return quietWindows;
    }

    /** What surprised most at the peak; null for silence. */
    Feature feature() {
        return feature == SILENCE ? null : Feature.ofIndex(feature);
    }

    Severity severity() {
        return severity;
    }

    void open(long nanos, Finding finding, Severity first) {
        count++;
        open = true;
        startNanos = nanos;
        severity = Severity.UNKNOWN;
        peakBits = 0;
        quietWindows = 0;
        update(finding, first, false);
    }

    /** Takes in a window; whether it makes the incident more severe. */
    boolean update(Finding finding, Severity now, boolean quiet) {
        quietWindows = quiet ? quietWindows + 1 : 0;
        if (finding.scoreBits() > peakBits) {
            peakBits = finding.scoreBits();
            feature = finding.feature() == null ? SILENCE : finding.feature().index();
        }
        boolean worse = now.compareTo(severity) > 0;
        if (worse) {
            severity = now;
        }
        return worse;
    }

    void close() {
        open = false;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeBoolean(open);
        out.writeLong(startNanos);
        out.writeByte(feature);
        out.writeByte(code(severity));
        out.writeDouble(peakBits);
        out.writeInt(quietWindows);
    }

    void read(DataInput in) throws IOException {
        count = in.readLong();
        open = in.readBoolean();
        startNanos = in.readLong();
        feature = in.readByte();
        severity = severityOf(in.readByte());
        peakBits = in.readDouble();
        quietWindows = in.readInt();
    }

    private static int code(Severity severity) {
        return switch (severity) {
            case UNKNOWN -> 0;
            case NOTICE -> 1;
            case WARNING -> 2;
            case CRITICAL -> 3;
        };
    }

    private static Severity severityOf(int code) {
        return switch (code) {
            case 0 -> Severity.UNKNOWN;
            case 1 -> Severity.NOTICE;
            case 2 -> Severity.WARNING;
            case 3 -> Severity.CRITICAL;
            default ->
                    throw new IllegalArgumentException(
                            "unknown severity in anomaly snapshot: code=" + code);
        };
    }
}
