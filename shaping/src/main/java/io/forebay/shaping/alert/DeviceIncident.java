package io.forebay.shaping.alert;

import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.Severity;
import io.forebay.schemas.Surprise;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The incident a device is in, if any: its members so far, how severe, what most look like. */
final class DeviceIncident {
    private final String deviceId;
    private final TreeSet<String> members = new TreeSet<>();
    private long count;
    private boolean open;
    private boolean told;
    private int revision;
    private long startNanos;
    private double peakBits;
    private Severity severity = Severity.UNKNOWN;
    private Signature signature = Signature.UNFAMILIAR;

    DeviceIncident(String deviceId, long firstIncident) {
        this.deviceId = deviceId;
        count = firstIncident;
    }

    /** Incidents so far. */
    long count() {
        return count;
    }

    boolean isOpen() {
        return open;
    }

    /** The number of the incident that is open, or now begins. */
    long openNumber() {
        if (!open) {
            open = true;
            told = false;
            revision = 0;
            startNanos = Long.MAX_VALUE;
            peakBits = 0;
            severity = Severity.UNKNOWN;
            signature = Signature.UNFAMILIAR;
            members.clear();
            count++;
        }
        return count - 1;
    }

    /** Takes in what became of the functions; an alert, or null when nothing changed. */
    AnomalyAlert update(
            Map<String, OpenIncident> functions, long windowStartNanos, long windowEndNanos) {
        if (!open) {
            return null;
        }
        boolean isNews = !told;
        boolean goesOn = false;
        var looks = new EnumMap<Signature, Integer>(Signature.class);
        for (Map.Entry<String, OpenIncident> entry : functions.entrySet()) {
            OpenIncident function = entry.getValue();
            if (function.deviceIncident == null || function.deviceIncident != count - 1) {
                continue;
            }
            isNews |= members.add(entry.getKey());
            goesOn |= !function.hasEnded;
            looks.merge(function.signature, 1, Integer::sum);
            startNanos = Math.min(startNanos, function.startNanos);
            peakBits = Math.max(peakBits, function.scoreBits);
            if (function.severity.compareTo(severity) > 0) {
                severity = function.severity;
                isNews = true;
            }
        }
        isNews |= looksLike(looks);
        if (goesOn && !isNews) {
            return null;
        }
        AlertState state =
                !goesOn ? AlertState.ENDED : told ? AlertState.ONGOING : AlertState.STARTED;
        told = true;
        open = goesOn;
        return alert(state, windowStartNanos, windowEndNanos);
    }

    /** What most members look like, the most telling of these; whether that is news. */
    private boolean looksLike(Map<Signature, Integer> looks) {
        Signature most = signature;
        int votes = 0;
        for (Map.Entry<Signature, Integer> look : looks.entrySet()) {
            boolean isNamed = look.getKey() != Signature.UNFAMILIAR;
            if (isNamed && look.getValue() > votes) {
                most = look.getKey();
                votes = look.getValue();
            }
        }
        boolean isTellingMore = most.compareTo(signature) < 0;
        signature = isTellingMore ? most : signature;
        return isTellingMore;
    }

    private AnomalyAlert alert(AlertState state, long windowStartNanos, long windowEndNanos) {
        List<String> names = new ArrayList<>(members);
        boolean hasEnded = state == AlertState.ENDED;
        return AnomalyAlert.newBuilder()
                .setFunctionId(deviceId)
                .setIncident(count - 1)
                .setState(state)
                .setWindowStartNanos(windowStartNanos)
                .setWindowEndNanos(windowEndNanos)
                .setSeverity(severity)
                .setSurprise(signature == Signature.STALL ? Surprise.SILENCE : Surprise.UNKNOWN)
                .setScoreBits(peakBits)
                .setObserved(names.size())
                .setExpected(0)
                .setExplanation(
                        Sentences.ofDevice(
                                deviceId, names, startNanos, windowEndNanos, hasEnded, signature))
                .setIncidentStartNanos(startNanos)
                .setRevision(revision++)
                .setKind(signature.kind())
                .setSignature(signature.code())
                .setMembers(names)
                .build();
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeBoolean(open);
        out.writeBoolean(told);
        out.writeInt(revision);
        out.writeLong(startNanos);
        out.writeDouble(peakBits);
        out.writeUTF(severity.name());
        out.writeUTF(signature.name());
        out.writeInt(members.size());
        for (String member : members) {
            out.writeUTF(member);
        }
    }

    void read(DataInput in) throws IOException {
        count = in.readLong();
        open = in.readBoolean();
        told = in.readBoolean();
        revision = in.readInt();
        startNanos = in.readLong();
        peakBits = in.readDouble();
        severity = Severity.valueOf(in.readUTF());
        signature = Signature.valueOf(in.readUTF());
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            members.add(in.readUTF());
        }
    }
}
