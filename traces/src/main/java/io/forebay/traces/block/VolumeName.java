package io.forebay.traces.block;

/** Puts the name of a volume together from fields, in one reused buffer. */
final class VolumeName {
    private final byte[] bytes = new byte[VolumeTable.MAX_NAME_BYTES + 1];
    private int length;

    void clear() {
        length = 0;
    }

    void append(char character) {
        if (length < bytes.length) {
            bytes[length++] = (byte) character;
        }
    }

    void appendField(LineFields fields) {
        int count = Math.min(fields.fieldLength(), bytes.length - length);
        System.arraycopy(fields.buffer(), fields.fieldStart(), bytes, length, count);
        length += count;
    }

    void replace(char from, char to) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == from) {
                bytes[i] = (byte) to;
            }
        }
    }

    /** Takes the next field, a number, as the name and gives its volume. */
    VolumeTable.Volume takeNumber(VolumeTable volumes, LineFields fields, String field) {
        fields.number(field);
        clear();
        appendField(fields);
        return find(volumes, fields, field);
    }

    /** The volume of this name; a name that cannot be used fails the line. */
    VolumeTable.Volume find(VolumeTable volumes, LineFields fields, String field) {
        // A line that has failed already must not add a volume.
        if (fields.hasFailed()) {
            return null;
        }
        VolumeTable.Volume volume = volumes.find(bytes, 0, length);
        if (volume == null) {
            fields.fail(field, "not a usable volume name, or too many volumes");
        }
        return volume;
    }
}
