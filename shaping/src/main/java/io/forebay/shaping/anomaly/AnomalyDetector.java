package io.forebay.shaping.anomaly;

import io.forebay.schemas.AlertKind;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Judges windows of one function by how improbable they are under the function's own recent
 * windows. Learns slower while an alert lasts. One thread.
 *
 * <p>In: the windows of one function in order; the bits of a window are sums over its elements.
 * Out: one sequence of alerts per incident: STARTED, ONGOING with each rise of severity, ENDED.
 * Windows that nobody reported count as silent. A window is a {@code NOTICE} from {@link
 * AnomalySettings#alertBits} on, a {@code WARNING} from 1.5 times and {@code CRITICAL} from twice
 * as many.
 */
public final class AnomalyDetector {
    private static final byte FORMAT_VERSION = 1;
    private static final double WARNING_FACTOR = 1.5;
    private static final double CRITICAL_FACTOR = 2;

    /** Weight of what is learned while an incident lasts: what stays is normal in the end. */
    private static final double INCIDENT_WEIGHT = 1.0 / 16;

    /** Weight of what is learned from windows that are no alarm yet and not normal either. */
    private static final double SUSPECT_WEIGHT = 1.0 / 4;

    private static final double INCIDENT_SILENCE_WEIGHT = 1.0 / 4;
    private static final Feature[] FEATURES = Feature.values();

    /** The worst of several features is surprising by chance as often as there are features. */
    private static final double CHANCE_BITS = StrictMath.log(FEATURES.length) / StrictMath.log(2);

    private final AnomalySettings settings;
    private final FeatureNovelty[] novelties = new FeatureNovelty[FEATURES.length];
    private final double[] values = new double[FEATURES.length];
    private final SilenceWatch silence = new SilenceWatch();
    private final Incident incident = new Incident();
    private long activeWindows;
    private boolean started;
    private long lastWindowEndNanos;
    private double lastScoreBits;

    public AnomalyDetector(AnomalySettings settings) {
        this.settings = settings;
        for (Feature feature : FEATURES) {
            novelties[feature.index()] =
                    new FeatureNovelty(settings.warmUpWindows(), feature.resolution());
        }
    }

    /**
     * Restores a snapshot bit for bit.
     *
     * @throws IllegalArgumentException when the format version is unknown or the settings do not
     *     match
     */
    public static AnomalyDetector fromBytes(AnomalySettings settings, byte[] snapshot) {
        if (snapshot.length == 0 || snapshot[0] != FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "unknown anomaly detector format: version="
                            + (snapshot.length == 0 ? "none" : snapshot[0]));
        }
        var detector = new AnomalyDetector(settings);
        var bytes = new ByteArrayInputStream(snapshot, 1, snapshot.length - 1);
        try (var in = new DataInputStream(bytes)) {
            detector.read(in);
        } catch (EOFException e) {
            throw new IllegalArgumentException(
                    "anomaly detector snapshot is cut off: bytes=" + snapshot.length, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return detector;
    }

    /**
     * Scores the window, then learns from it. A window without elements counts as silence.
     *
     * @return the start, a change of severity, or the end of an alert; null when there is nothing
     *     to say
     */
    public AnomalyAlert observe(PredictionError window) {
        long windowNanos = Math.max(1, window.getWindowEndNanos() - window.getWindowStartNanos());
        long missing =
                started
                        ? Math.max(0, window.getWindowStartNanos() - lastWindowEndNanos)
                                / windowNanos
                        : 0;
        started = true;
        lastWindowEndNanos = window.getWindowEndNanos();
        boolean active = window.getElementCount() > 0;
        Finding finding = active ? judge(window) : judgeSilence(missing);
        lastScoreBits = finding.scoreBits();
        AnomalyAlert alert = decide(window, windowNanos, finding);
        if (active) {
            learn(missing);
        }
        return alert;
    }

    /** Score of the last window, in bits. */
    public double lastScoreBits() {
        return lastScoreBits;
    }

    /** A snapshot for {@link #fromBytes}. */
    public byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT_VERSION);
            out.writeInt(settings.warmUpWindows());
            out.writeLong(activeWindows);
            out.writeBoolean(started);
            out.writeLong(lastWindowEndNanos);
            out.writeDouble(lastScoreBits);
            silence.write(out);
            incident.write(out);
            for (FeatureNovelty novelty : novelties) {
                novelty.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void read(DataInputStream in) throws IOException {
        int warmUpWindows = in.readInt();
        if (warmUpWindows != settings.warmUpWindows()) {
            throw new IllegalArgumentException(
                    "anomaly snapshot is of another warm-up: warmUpWindows=" + warmUpWindows);
        }
        activeWindows = in.readLong();
        started = in.readBoolean();
        lastWindowEndNanos = in.readLong();
        lastScoreBits = in.readDouble();
        silence.read(in);
        incident.read(in);
        for (FeatureNovelty novelty : novelties) {
            novelty.read(in);
        }
    }

    /** The feature that surprises most; before an incident, only those that stand out. */
    private Finding judge(PredictionError window) {
        Feature worst = Feature.COUNT;
        double worstBits = 0;
        for (Feature feature : FEATURES) {
            double value = feature.toScale(feature.quantity(window));
            values[feature.index()] = value;
            FeatureNovelty novelty = novelties[feature.index()];
            double bits = novelty.score(value) - CHANCE_BITS;
            boolean isBetter = !feature.isJudgedBothWays() && value < novelty.center();
            if (isBetter) {
                continue;
            }
            if (bits > worstBits && (incident.isOpen() || novelty.standsOut(bits))) {
                worst = feature;
                worstBits = bits;
            }
        }
        return finding(worst, worstBits, window);
    }

    private Finding finding(Feature feature, double bits, PredictionError window) {
        double expected = feature.fromScale(novelties[feature.index()].center());
        return new Finding(feature, bits, feature.quantity(window), expected);
    }

    private Finding judgeSilence(long missing) {
        double bits = silence.scoreSilent(missing);
        boolean isWarm = activeWindows >= settings.warmUpWindows();
        return new Finding(null, isWarm ? bits : 0, 0, expectedCount());
    }

    private double expectedCount() {
        return Feature.COUNT.fromScale(novelties[Feature.COUNT.index()].center());
    }

    private void learn(long missing) {
        activeWindows++;
        boolean calm = !incident.isOpen();
        boolean suspect = lastScoreBits >= settings.clearBits();
        double weight = calm ? suspect ? SUSPECT_WEIGHT : 1 : INCIDENT_WEIGHT;
        silence.onActive(missing, calm ? 1 : INCIDENT_SILENCE_WEIGHT);
        for (Feature feature : FEATURES) {
            int i = feature.index();
            novelties[i].learn(values[i], weight);
        }
    }

    private AnomalyAlert decide(PredictionError window, long windowNanos, Finding finding) {
        double bits = finding.scoreBits();
        if (bits >= settings.alertBits() && finding.feature() != null) {
            novelties[finding.feature().index()].remember(bits);
        }
        if (!incident.isOpen()) {
            if (bits < settings.alertBits()) {
                return null;
            }
            incident.open(window.getWindowStartNanos(), finding, severity(bits));
            return alert(
                    window, AlertState.STARTED, finding, explain(window, windowNanos, finding));
        }
        boolean worse = incident.update(finding, severity(bits), bits < settings.clearBits());
        if (worse) {
            return alert(
                    window, AlertState.ONGOING, finding, explain(window, windowNanos, finding));
        }
        if (incident.quietWindows() < settings.clearWindows()) {
            return null;
        }
        Finding attributed = endOf(incident.feature(), bits, window);
        double lasted = (double) window.getWindowEndNanos() - incident.startNanos();
        String sentence = Explanation.ofEnd(window.getFunctionId(), lasted, incident.peakBits());
        AnomalyAlert end = alert(window, AlertState.ENDED, attributed, sentence);
        incident.close();
        return end;
    }

    /** The quantity that surprised at the peak, in a window that is normal again. */
    private Finding endOf(Feature feature, double bits, PredictionError window) {
        if (feature == null) {
            return new Finding(null, bits, window.getElementCount(), expectedCount());
        }
        Finding now = finding(feature, bits, window);
        return Double.isFinite(now.observed())
                ? now
                : new Finding(feature, bits, 0, now.expected());
    }

    private Severity severity(double bits) {
        if (bits >= CRITICAL_FACTOR * settings.alertBits()) {
            return Severity.CRITICAL;
        }
        return bits >= WARNING_FACTOR * settings.alertBits() ? Severity.WARNING : Severity.NOTICE;
    }

    private String explain(PredictionError window, long windowNanos, Finding finding) {
        return finding.feature() == null
                ? Explanation.ofSilence(
                        window.getFunctionId(), silence, (double) windowNanos, finding.expected())
                : Explanation.of(window.getFunctionId(), finding, (double) windowNanos);
    }

    private AnomalyAlert alert(
            PredictionError window, AlertState state, Finding finding, String explanation) {
        return AnomalyAlert.newBuilder()
                .setFunctionId(window.getFunctionId())
                .setIncident(incident.number())
                .setState(state)
                .setWindowStartNanos(window.getWindowStartNanos())
                .setWindowEndNanos(window.getWindowEndNanos())
                .setSeverity(incident.severity())
                .setSurprise(finding.surprise())
                .setScoreBits(finding.scoreBits())
                .setObserved(finding.observed())
                .setExpected(finding.expected())
                .setExplanation(explanation)
                .setKind(AlertKind.UNKNOWN)
                .build();
    }
}
