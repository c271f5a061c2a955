package io.forebay.connectors.trace;

import static java.util.Objects.requireNonNull;

import io.forebay.schemas.Functions;
import io.forebay.traces.TraceFormat;
import java.io.Serializable;

/**
 * A trace to be read.
 *
 * @param path where every task manager finds it
 * @param format what it is written in
 * @param deviceId device its functions belong to
 */
public record TraceFile(String path, TraceFormat format, String deviceId) implements Serializable {
    public TraceFile {
        requireNonNull(path, "path");
        requireNonNull(format, "format");
        requireNonNull(deviceId, "deviceId");
        boolean isDevice =
                deviceId.indexOf('/') < 0
                        && Functions.violation(Functions.idOf(deviceId, "f")) == null;
        if (path.isBlank() || !isDevice) {
            throw new IllegalArgumentException(
                    "invalid trace: path=" + path + ", deviceId=" + deviceId);
        }
    }
}
