package io.forebay.schemas.gateway;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.gateway.v1.Command;

/**
 * Turns Avro records into messages of the gateway API and back, without loss either way: what goes
 * out comes back equal. Stateless; any thread.
 *
 * <p>An enum number this version does not know becomes {@code UNKNOWN}. A body that is missing, or
 * that this version does not know, is an {@link IllegalArgumentException} that names the record.
 */
public final class GatewayMessages {
    private GatewayMessages() {}

    /** A capture record as it goes over the wire. */
    public static io.forebay.schemas.gateway.v1.CaptureRecord toProto(CaptureRecord record) {
        return CaptureMessages.toProto(record);
    }

    /** A capture record as it came over the wire. */
    public static CaptureRecord fromProto(io.forebay.schemas.gateway.v1.CaptureRecord message) {
        return CaptureMessages.fromProto(message);
    }

    /**
     * A command as it goes over the wire.
     *
     * @throws IllegalArgumentException also when the body names another function or device than the
     *     command's target, which alone is sent
     */
    public static Command toProto(ControlCommand command) {
        return CommandMessages.toProto(command);
    }

    /** A command as it came over the wire. */
    public static ControlCommand fromProto(Command message) {
        return CommandMessages.fromProto(message);
    }
}
