package io.forebay.shaping.alert;

import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.Surprise;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.io.output.UnsynchronizedByteArrayOutputStream;

/**
 * Looks at the incidents of a device's functions together. One thread.
 *
 * <p>In: alerts of the functions, and how far the device's clock has come. Out: the alerts of each
 * window, ordered by function id, when it ends. Incidents of several functions that start close
 * together become one incident of the device that lists them; the functions' own alerts are still
 * given, with the number of the device's incident.
 *
 * <p>Silence counts only where the device is known to have gone on: an alert about it waits until
 * the device's own clock has passed the window, and where part of the capture was lost, until the
 * function has been silent for as long again.
 */
public final class DeviceWatch {
    private static final byte FORMAT_VERSION = 1;
    private static final Comparator<AnomalyAlert> ORDER =
            Comparator.comparing(AnomalyAlert::getFunctionId)
                    .thenComparingLong(AnomalyAlert::getWindowEndNanos)
                    .thenComparingLong(AnomalyAlert::getIncident)
                    .thenComparingInt(AnomalyAlert::getRevision);

    private final DeviceAlertSettings settings;
    private final List<AnomalyAlert> pending = new ArrayList<>();

    /** Starts of silence that are not yet believed, by function. */
    private final Map<String, AnomalyAlert> held = new TreeMap<>();

    private final Map<String, OpenIncident> open = new TreeMap<>();
    private final DeviceIncident incident;
    private long clockNanos = Long.MIN_VALUE;
    private long gapStartNanos = Long.MIN_VALUE;
    private long gapEndNanos = Long.MIN_VALUE;

    public DeviceWatch(String deviceId, DeviceAlertSettings settings) {
        this(deviceId, settings, 0);
    }

    /** A new watch of a device whose earlier one is gone: numbers incidents from here on. */
    public DeviceWatch(String deviceId, DeviceAlertSettings settings, long firstIncident) {
        this.settings = settings;
        incident = new DeviceIncident(deviceId, firstIncident);
    }

    /** Incidents of the device so far. */
    public long incidents() {
        return incident.count();
    }

    /** Whether nothing is open, held back or yet to be told. */
    public boolean isIdle() {
        return pending.isEmpty() && held.isEmpty() && open.isEmpty() && !incident.isOpen();
    }

    /** The device had come to this time, with all that happened before it reported. */
    public void onClock(long timeNanos) {
        clockNanos = Math.max(clockNanos, timeNanos);
    }

    /** What was reported between the clock so far and this time is lost. */
    public void onGap(long timeNanos) {
        gapStartNanos = clockNanos;
        gapEndNanos = Math.max(clockNanos, timeNanos);
        clockNanos = gapEndNanos;
    }

    /** Takes an alert of a function until its window ends. */
    public void onAlert(AnomalyAlert alert) {
        pending.add(alert);
    }

    /**
     * Ends the windows up to a time.
     *
     * @param out takes the alerts
     * @return when to be called again for silence that is not yet believed; {@code Long.MAX_VALUE}
     *     when there is none
     */
    public long endWindow(long windowEndNanos, List<AnomalyAlert> out) {
        List<AnomalyAlert> ready = takeReady(windowEndNanos);
        var told = new ArrayList<AnomalyAlert>();
        boolean hasStarted = false;
        for (AnomalyAlert alert : ready) {
            AnomalyAlert believed = believed(alert);
            if (believed != null) {
                hasStarted |= believed.getState() == AlertState.STARTED;
                told.add(believed);
            }
        }
        for (AnomalyAlert alert : releaseHeld(windowEndNanos)) {
            hasStarted = true;
            told.add(alert);
        }
        told.sort(ORDER);
        told.forEach(alert -> follow(alert, windowEndNanos));
        if (!told.isEmpty()) {
            tellOfDevice(hasStarted, told.get(0), windowEndNanos, out);
        }
        for (AnomalyAlert alert : told) {
            OpenIncident function = open.get(alert.getFunctionId());
            if (function != null) {
                alert.setRevision(function.revision++);
                alert.setDeviceIncident(function.deviceIncident);
            }
            out.add(alert);
            if (alert.getState() == AlertState.ENDED) {
                open.remove(alert.getFunctionId());
            }
        }
        return nextReleaseNanos();
    }

    private List<AnomalyAlert> takeReady(long windowEndNanos) {
        var ready = new ArrayList<AnomalyAlert>();
        for (AnomalyAlert alert : pending) {
            if (alert.getWindowEndNanos() <= windowEndNanos) {
                ready.add(alert);
            }
        }
        pending.removeAll(ready);
        ready.sort(ORDER);
        return ready;
    }

    /** The alert, or null when it is about silence that is not believed. */
    private AnomalyAlert believed(AnomalyAlert alert) {
        String function = alert.getFunctionId();
        AnomalyAlert waiting = held.get(function);
        if (waiting != null) {
            if (alert.getState() == AlertState.ENDED) {
                held.remove(function);
                return null;
            }
            if (alert.getSurprise() != Surprise.SILENCE) {
                held.remove(function);
                alert.setState(AlertState.STARTED);
                return alert;
            }
            waiting.setSeverity(alert.getSeverity());
            waiting.setScoreBits(alert.getScoreBits());
            return null;
        }
        boolean isDoubtful =
                alert.getState() == AlertState.STARTED
                        && alert.getSurprise() == Surprise.SILENCE
                        && releaseNanos(alert) > clockNanos;
        if (isDoubtful) {
            held.put(function, alert);
            return null;
        }
        return alert;
    }

    /** Time of the device's clock from which a silence is believed. */
    private long releaseNanos(AnomalyAlert alert) {
        long silentNanos = alert.getWindowEndNanos() - alert.getIncidentStartNanos();
        boolean isInGap =
                alert.getIncidentStartNanos() < gapEndNanos
                        && alert.getWindowEndNanos() > gapStartNanos;
        return isInGap
                ? Math.max(alert.getWindowEndNanos(), gapEndNanos + silentNanos)
                : alert.getWindowEndNanos();
    }

    private List<AnomalyAlert> releaseHeld(long windowEndNanos) {
        var released = new ArrayList<AnomalyAlert>();
        for (AnomalyAlert alert : held.values()) {
            long release = releaseNanos(alert);
            if (release <= clockNanos && release <= windowEndNanos) {
                released.add(alert);
            }
        }
        released.forEach(alert -> held.remove(alert.getFunctionId()));
        return released;
    }

    private long nextReleaseNanos() {
        long next = Long.MAX_VALUE;
        for (AnomalyAlert alert : held.values()) {
            next = Math.min(next, releaseNanos(alert));
        }
        return next;
    }

    private void follow(AnomalyAlert alert, long windowEndNanos) {
        if (alert.getState() == AlertState.STARTED) {
            open.put(alert.getFunctionId(), new OpenIncident(windowEndNanos));
        }
        OpenIncident function = open.get(alert.getFunctionId());
        if (function != null) {
            function.severity = alert.getSeverity();
            function.signature = Signature.ofCode(alert.getSignature());
            function.scoreBits = alert.getScoreBits();
            function.startNanos = alert.getIncidentStartNanos();
            function.hasEnded = alert.getState() == AlertState.ENDED;
        }
    }

    private void tellOfDevice(
            boolean hasStarted, AnomalyAlert example, long windowEndNanos, List<AnomalyAlert> out) {
        long windowNanos = example.getWindowEndNanos() - example.getWindowStartNanos();
        if (hasStarted) {
            gather(windowEndNanos - settings.windows() * windowNanos);
        }
        AnomalyAlert alert = incident.update(open, windowEndNanos - windowNanos, windowEndNanos);
        if (alert != null) {
            out.add(alert);
        }
    }

    /** Puts functions that started after a time into the device's incident. */
    private void gather(long afterNanos) {
        var together = new ArrayList<OpenIncident>();
        for (OpenIncident function : open.values()) {
            if (!function.hasEnded && function.openedNanos > afterNanos) {
                together.add(function);
            }
        }
        if (incident.isOpen() || together.size() >= settings.functions()) {
            long number = incident.openNumber();
            together.stream()
                    .filter(function -> function.deviceIncident == null)
                    .forEach(function -> function.deviceIncident = number);
        }
    }

    /** Incidents of functions that are open. */
    public int openFunctions() {
        return open.size();
    }

    /** Whether the device is in an incident of its own. */
    public boolean isOpen() {
        return incident.isOpen();
    }

    /** Starts of silence that wait to be believed. */
    public int heldFunctions() {
        return held.size();
    }

    /** A snapshot for {@link #fromBytes}. */
    public byte[] toBytes() {
        var bytes = UnsynchronizedByteArrayOutputStream.builder().get();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT_VERSION);
            out.writeLong(clockNanos);
            out.writeLong(gapStartNanos);
            out.writeLong(gapEndNanos);
            AlertCodec.writeAll(pending, out);
            AlertCodec.writeAll(List.copyOf(held.values()), out);
            out.writeInt(open.size());
            for (Map.Entry<String, OpenIncident> entry : open.entrySet()) {
                out.writeUTF(entry.getKey());
                entry.getValue().write(out);
            }
            incident.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Restores a snapshot bit for bit.
     *
     * @throws IllegalArgumentException when the format version is unknown or bytes are missing
     */
    public static DeviceWatch fromBytes(
            String deviceId, DeviceAlertSettings settings, byte[] snapshot) {
        var watch = new DeviceWatch(deviceId, settings);
        try (var in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
            int version = in.readByte();
            if (version != FORMAT_VERSION) {
                throw new IllegalArgumentException(
                        "unknown version of device watch: version="
                                + version
                                + ", supported="
                                + FORMAT_VERSION);
            }
            watch.read(in);
            if (in.available() != 0) {
                throw new IllegalArgumentException(
                        "bytes left over in device watch: remainingBytes=" + in.available());
            }
        } catch (EOFException e) {
            throw new IllegalArgumentException(
                    "device watch is cut off: bytes=" + snapshot.length, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return watch;
    }

    private void read(DataInputStream in) throws IOException {
        clockNanos = in.readLong();
        gapStartNanos = in.readLong();
        gapEndNanos = in.readLong();
        pending.addAll(AlertCodec.readAll(in));
        for (AnomalyAlert alert : AlertCodec.readAll(in)) {
            held.put(alert.getFunctionId(), alert);
        }
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            open.put(in.readUTF(), OpenIncident.read(in));
        }
        incident.read(in);
    }
}
