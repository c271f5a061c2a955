package io.forebay.traces.block;

import io.forebay.schemas.Operation;

/**
 * MQSim and SSDsim: {@code time_ns device first_sector sectors op}; sectors of 512 bytes, op 1 is a
 * read and 0 a write.
 */
final class MqsimFormat implements LineFormat {
    private final VolumeName name = new VolumeName();

    @Override
    public LineFields newFields() {
        return LineFields.separatedByBlanks();
    }

    @Override
    public Outcome parse(LineFields fields, VolumeTable volumes, BlockRequest request) {
        request.timeNanos = fields.number("time");
        request.volume = name.takeNumber(volumes, fields, "device");
        long sector = fields.number("first sector");
        long sectors = fields.number("size in sectors");
        request.setSectors(fields, sector, sectors);
        long operation = fields.number("op");
        if (operation > 1) {
            fields.fail("op", "neither 0 nor 1");
        }
        request.operation = operation == 1 ? Operation.READ : Operation.WRITE;
        fields.requireEnd("op");
        return Outcome.REQUEST;
    }
}
