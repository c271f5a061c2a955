package io.forebay.shaping.anomaly;

import io.forebay.schemas.AlertKind;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Severity;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.io.output.UnsynchronizedByteArrayOutputStream;

/**
 * Judges windows of one function by how improbable they are under the function's own past: each
 * one, and the last three, ten and thirty together. What it does while an alert lasts is not taken
 * for normal unless it goes on or comes again and again. One thread.
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

    /** Weight of what is taken for usual while an incident lasts. */
    private static final double INCIDENT_WEIGHT = 1.0 / 16;

    private static final double INCIDENT_SILENCE_WEIGHT = 1.0 / 4;

    /** Windows that are judged together. */
    private static final int[] SCALES = {1, 3, 10, RecentWindows.MOST_WINDOWS};

    /** The worst of several features is surprising by chance as often as there are features. */
    private static final double CHANCE_BITS =
            StrictMath.log(Feature.values().length) / StrictMath.log(2);

    private final AnomalySettings settings;
    private final ScaleWatch[] scales = new ScaleWatch[SCALES.length];
    private final RecentWindows recent = new RecentWindows();
    private final HeadBits usual = new HeadBits();
    private final LearningGate gate = new LearningGate();
    private final SilenceWatch silence = new SilenceWatch();
    private final Incident incident = new Incident();
    private long activeWindows;
    private boolean started;
    private long lastWindowEndNanos;
    private double lastScoreBits;

    public AnomalyDetector(AnomalySettings settings) {
        this.settings = settings;
        for (int i = 0; i < SCALES.length; i++) {
            scales[i] = new ScaleWatch(SCALES[i]);
        }
    }

    /** A new detector of a function whose earlier one is gone: numbers incidents from here on. */
    public AnomalyDetector(AnomalySettings settings, long firstIncident) {
        this(settings);
        incident.startFrom(firstIncident);
    }

    /** Incidents so far. */
    public long incidents() {
        return incident.count();
    }

    /**
     * Restores a snapshot bit for bit. What had begun to warm up goes on with the warm-up it began
     * with.
     *
     * @throws IllegalArgumentException when the format version is unknown or the snapshot damaged
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
     * Scores the window, then learns from it. A window without elements counts as silence, and for
     * the answers that come in it.
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
        recent.add(window, Math.floorDiv(window.getWindowStartNanos(), windowNanos));
        boolean active = window.getElementCount() > 0;
        boolean isAnswered = window.getCompletionCount() > 0;
        Finding finding = active ? judge() : judgeSilence(missing, isAnswered);
        lastScoreBits = finding.scoreBits();
        AnomalyAlert alert = decide(window, windowNanos, finding);
        if (active) {
            learn(missing);
        } else if (isAnswered) {
            learnScales();
        }
        return alert;
    }

    /** Score of the last window, in bits. */
    public double lastScoreBits() {
        return lastScoreBits;
    }

    /** A snapshot for {@link #fromBytes}. */
    public byte[] toBytes() {
        var bytes = UnsynchronizedByteArrayOutputStream.builder().get();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT_VERSION);
            out.writeLong(activeWindows);
            out.writeBoolean(started);
            out.writeLong(lastWindowEndNanos);
            out.writeDouble(lastScoreBits);
            recent.write(out);
            usual.write(out);
            gate.write(out);
            silence.write(out);
            incident.write(out);
            for (ScaleWatch scale : scales) {
                scale.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void read(DataInputStream in) throws IOException {
        activeWindows = in.readLong();
        started = in.readBoolean();
        lastWindowEndNanos = in.readLong();
        lastScoreBits = in.readDouble();
        recent.read(in);
        usual.read(in);
        gate.read(in);
        silence.read(in);
        incident.read(in);
        for (ScaleWatch scale : scales) {
            scale.read(in);
        }
    }

    /** What surprises most, in this window or in the last few together. */
    private Finding judge() {
        ScaleWatch worst = scales[0];
        for (ScaleWatch scale : scales) {
            scale.judge(recent, usual);
            worst = scale.worstBits() > worst.worstBits() ? scale : worst;
        }
        boolean isWarm = activeWindows >= settings.warmUpWindows();
        return worst.finding(isWarm ? Math.max(0, worst.worstBits() - CHANCE_BITS) : 0, usual);
    }

    private Finding judgeSilence(long missing, boolean isAnswered) {
        double bits = silence.scoreSilent(missing);
        boolean isWarm = activeWindows >= settings.warmUpWindows();
        var silent = new Finding(null, 1, isWarm ? bits : 0, 0, expectedCount());
        Finding answered = isAnswered ? judge() : silent;
        return answered.scoreBits() > silent.scoreBits() ? answered : silent;
    }

    private double expectedCount() {
        return scales[0].expected(Feature.COUNT, usual);
    }

    private void learn(long missing) {
        activeWindows++;
        boolean calm = !incident.isOpen();
        silence.onActive(missing, calm ? 1 : INCIDENT_SILENCE_WEIGHT);
        learnScales();
        usual.learn(recent.last(), weight());
        if (gate.add(!calm)) {
            boolean counts = gate.endBlock();
            for (ScaleWatch scale : scales) {
                scale.endBlock(counts);
            }
        }
    }

    private void learnScales() {
        for (ScaleWatch scale : scales) {
            scale.learn(weight());
        }
    }

    private double weight() {
        return incident.isOpen() ? INCIDENT_WEIGHT : 1;
    }

    private AnomalyAlert decide(PredictionError window, long windowNanos, Finding finding) {
        double bits = finding.scoreBits();
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
        if (feature == null || window.getElementCount() == 0) {
            return new Finding(feature, 1, bits, window.getElementCount(), expectedCount());
        }
        double now = feature.quantity(scales[0].figures());
        double expected = scales[0].expected(feature, usual);
        return new Finding(feature, 1, bits, Double.isFinite(now) ? now : 0, expected);
    }

    private Severity severity(double bits) {
        if (bits >= CRITICAL_FACTOR * settings.alertBits()) {
            return Severity.CRITICAL;
        }
        return bits >= WARNING_FACTOR * settings.alertBits() ? Severity.WARNING : Severity.NOTICE;
    }

    private String explain(PredictionError window, long windowNanos, Finding finding) {
        double nanos = (double) windowNanos * finding.windows();
        return finding.feature() == null
                ? Explanation.ofSilence(window.getFunctionId(), silence, nanos, finding.expected())
                : Explanation.of(window.getFunctionId(), finding, nanos);
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
                .setFeature(finding.code())
                .build();
    }
}
