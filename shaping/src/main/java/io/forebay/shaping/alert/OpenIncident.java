package io.forebay.shaping.alert;

import io.forebay.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A function's incident as its device sees it. One thread. */
final class OpenIncident {
    /** End of the window it was told of in. */
    final long openedNanos;

    long startNanos;
    int revision;
    Severity severity = Severity.UNKNOWN;
    Signature signature = Signature.UNFAMILIAR;
    double scoreBits;
    boolean hasEnded;

    /** The device's incident it belongs to; null while it stands alone. */
    Long deviceIncident;

    OpenIncident(long openedNanos) {
        this.openedNanos = openedNanos;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(openedNanos);
        out.writeLong(startNanos);
        out.writeInt(revision);
        out.writeUTF(severity.name());
        out.writeUTF(signature.name());
        out.writeDouble(scoreBits);
        out.writeLong(deviceIncident == null ? -1 : deviceIncident);
    }

    static OpenIncident read(DataInput in) throws IOException {
        var incident = new OpenIncident(in.readLong());
        incident.startNanos = in.readLong();
        incident.revision = in.readInt();
        incident.severity = Severity.valueOf(in.readUTF());
        incident.signature = Signature.valueOf(in.readUTF());
        incident.scoreBits = in.readDouble();
        long deviceIncident = in.readLong();
        incident.deviceIncident = deviceIncident < 0 ? null : deviceIncident;
        return incident;
    }
}
