package io.forebay.shaping.alert;

import io.forebay.schemas.AlertKind;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.Severity;
import io.forebay.schemas.Surprise;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An alert of one function as bytes of a state format. Stateless. */
final class AlertCodec {
    private AlertCodec() {}

    static void write(AnomalyAlert alert, DataOutput out) throws IOException {
        out.writeUTF(alert.getFunctionId());
        out.writeLong(alert.getIncident());
        out.writeUTF(alert.getState().name());
        out.writeLong(alert.getWindowStartNanos());
        out.writeLong(alert.getWindowEndNanos());
        out.writeUTF(alert.getSeverity().name());
        out.writeUTF(alert.getSurprise().name());
        out.writeDouble(alert.getScoreBits());
        out.writeDouble(alert.getObserved());
        out.writeDouble(alert.getExpected());
        out.writeUTF(alert.getExplanation());
        out.writeLong(alert.getIncidentStartNanos());
        out.writeInt(alert.getRevision());
        out.writeUTF(alert.getKind().name());
        out.writeUTF(alert.getSignature());
        out.writeUTF(alert.getFeature());
    }

    static AnomalyAlert read(DataInput in) throws IOException {
        return AnomalyAlert.newBuilder()
                .setFunctionId(in.readUTF())
                .setIncident(in.readLong())
                .setState(AlertState.valueOf(in.readUTF()))
                .setWindowStartNanos(in.readLong())
                .setWindowEndNanos(in.readLong())
                .setSeverity(Severity.valueOf(in.readUTF()))
                .setSurprise(Surprise.valueOf(in.readUTF()))
                .setScoreBits(in.readDouble())
                .setObserved(in.readDouble())
                .setExpected(in.readDouble())
                .setExplanation(in.readUTF())
                .setIncidentStartNanos(in.readLong())
                .setRevision(in.readInt())
                .setKind(AlertKind.valueOf(in.readUTF()))
                .setSignature(in.readUTF())
                .setFeature(in.readUTF())
                .build();
    }

    static void writeAll(List<AnomalyAlert> alerts, DataOutput out) throws IOException {
        out.writeInt(alerts.size());
        for (AnomalyAlert alert : alerts) {
            write(alert, out);
        }
    }

    static List<AnomalyAlert> readAll(DataInput in) throws IOException {
        int count = in.readInt();
        var alerts = new ArrayList<AnomalyAlert>();
        for (int i = 0; i < count; i++) {
            alerts.add(read(in));
        }
        return alerts;
    }
}
