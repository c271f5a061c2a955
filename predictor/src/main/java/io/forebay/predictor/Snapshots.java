package io.forebay.predictor;

/**
 * What snapshots begin with: what it is, its format version, and where they matter its settings.
 */
final class Snapshots {
    /** Version of the formats; a change of layout or of what a table means raises it. */
    static final int VERSION = 1;

    static final int DEVICE_MAGIC = 0x46424456;
    static final int FUNCTION_MAGIC = 0x4642464E;
    static final int BURST_MAGIC = 0x46424257;

    private Snapshots() {}

    static void writeHeader(SnapshotWriter out, int magic, PredictorSettings settings) {
        out.putInt(magic);
        out.putInt(VERSION);
        out.putLong(settings.seed());
        out.putInt(settings.counterSlots());
        out.putInt(settings.historyLength());
        out.putInt(settings.recurrentUnits());
        out.putDouble(settings.learningRate());
        out.putInt(settings.replayRequests());
    }

    /**
     * Checks a header.
     *
     * @throws IllegalArgumentException when it is not the kind of snapshot asked for, of another
     *     version, or made with other settings
     */
    static void readHeader(SnapshotReader in, int magic, PredictorSettings settings) {
        readStart(in, magic);
        var stored =
                new PredictorSettings(
                        in.getLong(),
                        in.getInt(),
                        in.getInt(),
                        in.getInt(),
                        in.getDouble(),
                        in.getInt());
        if (!stored.equals(settings)) {
            throw new IllegalArgumentException(
                    "snapshot was made with other settings: snapshot="
                            + stored
                            + ", model="
                            + settings);
        }
    }

    /**
     * Checks what every snapshot begins with, and that it is whole.
     *
     * @throws IllegalArgumentException when it is not the kind of snapshot asked for, of another
     *     version, cut short or corrupt
     */
    static void readStart(SnapshotReader in, int magic) {
        int found = in.getInt();
        if (found != magic) {
            throw new IllegalArgumentException(
                    "not a snapshot of this kind: magic=0x"
                            + Integer.toHexString(found)
                            + ", expected=0x"
                            + Integer.toHexString(magic));
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "unknown snapshot version: version=" + version + ", supported=" + VERSION);
        }
        in.requireWhole();
    }

    /** Checks a value that is used as an index. */
    static int requireRange(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("corrupt snapshot: " + what + "=" + value);
        }
        return value;
    }
}
