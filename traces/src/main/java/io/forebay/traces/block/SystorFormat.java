package io.forebay.traces.block;

import io.forebay.schemas.Operation;

/**
 * SYSTOR '17: {@code Timestamp,Response,IOType,LUN,Offset,Size}; seconds with decimals, offset and
 * size in bytes. Header lines are skipped wherever they stand, as files are often joined. The
 * response is not read and may be empty.
 */
final class SystorFormat implements LineFormat {
    private static final int SECOND_DIGITS = 9;

    private final VolumeName name = new VolumeName();

    @Override
    public LineFields newFields() {
        return LineFields.separatedByCommas();
    }

    @Override
    public Outcome parse(LineFields fields, VolumeTable volumes, BlockRequest request) {
        long timeNanos = fields.decimalNanos("Timestamp", SECOND_DIGITS);
        if (fields.isText("timestamp")) {
            return skipHeader(fields);
        }
        request.timeNanos = timeNanos;
        fields.text("Response");
        request.operation = operation(fields);
        request.volume = name.takeNumber(volumes, fields, "LUN");
        request.addressBytes = fields.number("Offset");
        request.lengthBytes = fields.number("Size");
        fields.requireEnd("Size");
        return Outcome.REQUEST;
    }

    private static Outcome skipHeader(LineFields fields) {
        fields.clearFailure();
        return Outcome.SKIP;
    }

    private static Operation operation(LineFields fields) {
        fields.text("IOType");
        if (fields.isText("r")) {
            return Operation.READ;
        }
        if (!fields.isText("w")) {
            fields.fail("IOType", "neither R nor W");
        }
        return Operation.WRITE;
    }
}
