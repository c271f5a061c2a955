package io.forebay.shaping.alert;

import io.forebay.schemas.AlertKind;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Severity;
import io.forebay.schemas.Surprise;
import io.forebay.shaping.anomaly.AnomalyDetector;
import io.forebay.shaping.anomaly.AnomalySettings;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.io.output.UnsynchronizedByteArrayOutputStream;

/**
 * Watches one function: its detector says when a window is improbable, this says what that looks
 * like. One thread.
 *
 * <p>In: the function's windows in order; a window that was seen before is left out. Out: one
 * sequence of alerts per incident, numbered from 0: STARTED, ONGOING when it grows more severe or
 * looks like something more telling, ENDED with what all of it looked like.
 */
public final class FunctionWatch {
    private static final byte FORMAT_VERSION = 1;

    /** Weight of what is taken for usual while an incident lasts. */
    private static final double INCIDENT_WEIGHT = 1.0 / 16;

    private final AnomalySettings settings;
    private final AnomalyDetector detector;
    private final Appearance appearance;
    private long lastWindowEndNanos = Long.MIN_VALUE;
    private long lastActiveEndNanos = Long.MIN_VALUE;
    private boolean open;
    private long incident;
    private Severity severity = Severity.UNKNOWN;

    public FunctionWatch(AnomalySettings settings) {
        this(settings, new AnomalyDetector(settings), new Appearance());
    }

    /** A new watch of a function whose earlier one is gone: numbers incidents from here on. */
    public FunctionWatch(AnomalySettings settings, long firstIncident) {
        this(settings, new AnomalyDetector(settings, firstIncident), new Appearance());
    }

    private FunctionWatch(
            AnomalySettings settings, AnomalyDetector detector, Appearance appearance) {
        this.settings = settings;
        this.detector = detector;
        this.appearance = appearance;
    }

    /** Whether this window, or a later one, was seen before. */
    public boolean hasSeen(PredictionError window) {
        return window.getWindowEndNanos() <= lastWindowEndNanos;
    }

    /** Judges a window; the alert, or null when there is nothing to say. */
    public AnomalyAlert observe(PredictionError window) {
        if (hasSeen(window)) {
            return null;
        }
        lastWindowEndNanos = window.getWindowEndNanos();
        AnomalyAlert alert = detector.observe(window);
        boolean deviates = detector.lastScoreBits() >= settings.clearBits();
        if (alert != null && alert.getState() == AlertState.STARTED) {
            open = true;
            incident = alert.getIncident();
            appearance.begin(window);
        }
        if (open && deviates) {
            appearance.add(window);
        }
        IncidentFacts facts = appearance.facts();
        if (alert != null && alert.getState() != AlertState.ENDED) {
            severity = alert.getSeverity();
            appearance.attribute(
                    alert.getSurprise(),
                    alert.getFeature(),
                    alert.getObserved(),
                    alert.getExpected());
            // What a silence is about began with it, not with the window that gave it away.
            if (alert.getSurprise() == Surprise.SILENCE && lastActiveEndNanos > Long.MIN_VALUE) {
                facts.startNanos = Math.min(facts.startNanos, lastActiveEndNanos);
            }
        }
        boolean isActive = window.getElementCount() > 0;
        boolean isSilence = facts.surprise == Surprise.SILENCE;
        if (open && isActive && isSilence && lastActiveEndNanos <= facts.startNanos) {
            // Silent until now, also in windows that nobody reported.
            facts.endNanos = Math.max(facts.endNanos, window.getWindowStartNanos());
        }
        AnomalyAlert result = open ? tell(window, alert) : null;
        if (isActive) {
            appearance.learn(window, open ? INCIDENT_WEIGHT : 1);
            lastActiveEndNanos = window.getWindowEndNanos();
        }
        return result;
    }

    /**
     * Ends what is open because nothing more will be seen of the function.
     *
     * @param silent a window without elements, the last
     * @return the end of the incident, or null when none is open
     */
    public AnomalyAlert giveUp(PredictionError silent) {
        if (!open) {
            return null;
        }
        AnomalyAlert end = ongoing(silent);
        end.setState(AlertState.ENDED);
        return tell(silent, end);
    }

    /** Incidents so far. */
    public long incidents() {
        return detector.incidents();
    }

    private AnomalyAlert tell(PredictionError window, AnomalyAlert alert) {
        boolean isTellingMore = appearance.look();
        if (alert == null && !isTellingMore) {
            return null;
        }
        IncidentFacts facts = appearance.facts();
        AnomalyAlert told = alert == null ? ongoing(window) : alert;
        boolean hasEnded = told.getState() == AlertState.ENDED;
        if (hasEnded) {
            open = false;
            appearance.conclude();
            told.setSurprise(facts.surprise);
        }
        told.setIncidentStartNanos(facts.startNanos);
        told.setRevision(facts.revision);
        told.setKind(facts.signature.kind());
        told.setSignature(facts.signature.code());
        told.setExplanation(appearance.sentence(window.getFunctionId(), hasEnded));
        facts.revision++;
        return told;
    }

    private AnomalyAlert ongoing(PredictionError window) {
        IncidentFacts facts = appearance.facts();
        return AnomalyAlert.newBuilder()
                .setFunctionId(window.getFunctionId())
                .setIncident(incident)
                .setState(AlertState.ONGOING)
                .setWindowStartNanos(window.getWindowStartNanos())
                .setWindowEndNanos(window.getWindowEndNanos())
                .setSeverity(severity)
                .setSurprise(facts.surprise)
                .setScoreBits(detector.lastScoreBits())
                .setObserved(facts.observed)
                .setExpected(facts.expected)
                .setExplanation("")
                .setKind(AlertKind.UNKNOWN)
                .setFeature(facts.feature)
                .build();
    }

    /** Whether an incident is open. */
    public boolean isOpen() {
        return open;
    }

    /** Bits of the last window. */
    public double lastScoreBits() {
        return detector.lastScoreBits();
    }

    /** End of the last window seen; {@code Long.MIN_VALUE} before the first. */
    public long lastWindowEndNanos() {
        return lastWindowEndNanos;
    }

    /** End of the last window with elements; {@code Long.MIN_VALUE} before the first. */
    public long lastActiveEndNanos() {
        return lastActiveEndNanos;
    }

    /** A snapshot for {@link #fromBytes}. */
    public byte[] toBytes() {
        var bytes = UnsynchronizedByteArrayOutputStream.builder().get();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT_VERSION);
            out.writeInt(settings.warmUpWindows());
            out.writeLong(lastWindowEndNanos);
            out.writeLong(lastActiveEndNanos);
            out.writeBoolean(open);
            out.writeLong(incident);
            out.writeUTF(severity.name());
            appearance.write(out);
            byte[] state = detector.toBytes();
            out.writeInt(state.length);
            out.write(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Restores a snapshot bit for bit. A function keeps the warm-up its detector was made with,
     * since its memory has that length; the other settings are those given.
     *
     * @throws IllegalArgumentException when the format version is unknown or bytes are missing
     */
    public static FunctionWatch fromBytes(AnomalySettings settings, byte[] snapshot) {
        try (var in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
            int version = in.readByte();
            if (version != FORMAT_VERSION) {
                throw new IllegalArgumentException(
                        "unknown version of function watch: version="
                                + version
                                + ", supported="
                                + FORMAT_VERSION);
            }
            return read(settings, in);
        } catch (EOFException e) {
            throw new IllegalArgumentException(
                    "function watch is cut off: bytes=" + snapshot.length, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FunctionWatch read(AnomalySettings settings, DataInputStream in)
            throws IOException {
        int warmUpWindows = in.readInt();
        var madeWith =
                new AnomalySettings(
                        warmUpWindows,
                        settings.alertBits(),
                        settings.clearBits(),
                        settings.clearWindows());
        long lastWindowEndNanos = in.readLong();
        long lastActiveEndNanos = in.readLong();
        boolean open = in.readBoolean();
        long incident = in.readLong();
        Severity severity = Severity.valueOf(in.readUTF());
        Appearance appearance = Appearance.read(in);
        byte[] state = new byte[in.readInt()];
        in.readFully(state);
        if (in.available() != 0) {
            throw new IllegalArgumentException(
                    "bytes left over in function watch: remainingBytes=" + in.available());
        }
        var watch =
                new FunctionWatch(madeWith, AnomalyDetector.fromBytes(madeWith, state), appearance);
        watch.lastWindowEndNanos = lastWindowEndNanos;
        watch.lastActiveEndNanos = lastActiveEndNanos;
        watch.open = open;
        watch.incident = incident;
        watch.severity = severity;
        return watch;
    }
}
