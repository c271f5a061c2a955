package io.forebay.traces.block;

import io.forebay.schemas.Operation;

/**
 * MSR Cambridge: {@code FILETIME,host,disk,Read|Write,offset,size,response}; FILETIME counts 100 ns
 * since 1601, offset and size are bytes. The volume is {@code host_disk}; the response is not read
 * and may be missing.
 */
final class MsrFormat implements LineFormat {
    private static final long UNIX_EPOCH_FILETIME = 116_444_736_000_000_000L;
    private static final int NANOS_PER_TICK = 100;
    private static final long LAST_FILETIME = UNIX_EPOCH_FILETIME + Long.MAX_VALUE / NANOS_PER_TICK;

    private final VolumeName name = new VolumeName();

    @Override
    public LineFields newFields() {
        return LineFields.separatedByCommas();
    }

    @Override
    public Outcome parse(LineFields fields, VolumeTable volumes, BlockRequest request) {
        long filetime = fields.number("timestamp");
        if (filetime < UNIX_EPOCH_FILETIME) {
            fields.fail("timestamp", "a time is before 1970");
        } else if (filetime > LAST_FILETIME) {
            fields.fail("timestamp", "a time is beyond what nanoseconds can hold");
        }
        request.timeNanos = (filetime - UNIX_EPOCH_FILETIME) * NANOS_PER_TICK;
        name.clear();
        fields.name("host");
        name.appendField(fields);
        name.append('_');
        fields.number("disk");
        name.appendField(fields);
        request.volume = name.find(volumes, fields, "host");
        request.operation = operation(fields);
        request.addressBytes = fields.number("offset");
        request.lengthBytes = fields.number("size");
        if (fields.hasMore()) {
            fields.text("response");
        }
        fields.requireEnd("response");
        return Outcome.REQUEST;
    }

    private static Operation operation(LineFields fields) {
        fields.text("type");
        if (fields.isText("read")) {
            return Operation.READ;
        }
        if (!fields.isText("write")) {
            fields.fail("type", "neither Read nor Write");
        }
        return Operation.WRITE;
    }
}
