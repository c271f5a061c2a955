package io.forebay.traces.block;

import io.forebay.schemas.Operation;

/**
 * DiskSim ASCII: {@code time_ms device first_block blocks flags}; blocks of 512 bytes, flags in
 * hexadecimal as DiskSim reads them, bit 0 set for a read. Times are exact to the nanosecond.
 */
final class DisksimFormat implements LineFormat {
    private static final int MILLISECOND_DIGITS = 6;

    private final VolumeName name = new VolumeName();

    @Override
    public LineFields newFields() {
        return LineFields.separatedByBlanks();
    }

    @Override
    public Outcome parse(LineFields fields, VolumeTable volumes, BlockRequest request) {
        request.timeNanos = fields.decimalNanos("time", MILLISECOND_DIGITS);
        request.volume = name.takeNumber(volumes, fields, "device");
        long block = fields.number("first block");
        long blocks = fields.number("size in blocks");
        request.setSectors(fields, block, blocks);
        long flags = fields.hexadecimal("flags");
        request.operation = (flags & 1) != 0 ? Operation.READ : Operation.WRITE;
        fields.requireEnd("flags");
        return Outcome.REQUEST;
    }
}
