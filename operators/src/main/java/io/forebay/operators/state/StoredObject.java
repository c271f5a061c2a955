package io.forebay.operators.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What lies in keyed state for a key: an object with the time it was last needed, or, where the
 * object was dropped, the counter that goes on.
 *
 * @param lastActiveMillis event time of the newest input; {@link #NEVER} where the object was
 *     dropped
 * @param timerMillis event time of the timer that looks after the object; {@link #NEVER} when none
 *     is set
 * @param counter number that goes on, where the object was dropped
 * @param object the object's own bytes, or null where it was dropped
 */
// Nothing compares two of them.
@SuppressWarnings("ArrayRecordComponent")
record StoredObject(long lastActiveMillis, long timerMillis, long counter, byte[] object) {
    static final int VERSION = 1;
    static final long NEVER = Long.MIN_VALUE;

    private static final String WHAT = "state of a key";
    private static final int HEADER_BYTES = 32;

    /** What is left of a dropped object. */
    static StoredObject dropped(long counter) {
        return new StoredObject(NEVER, NEVER, counter, null);
    }

    byte[] toBytes() throws IOException {
        var out = new DataOutputSerializer(HEADER_BYTES + (object == null ? 0 : object.length));
        out.writeInt(VERSION);
        out.writeBoolean(object != null);
        if (object == null) {
            out.writeLong(counter);
        } else {
            out.writeLong(lastActiveMillis);
            out.writeLong(timerMillis);
            StateFormat.writeBytes(object, out);
        }
        return out.getCopyOfBuffer();
    }

    /**
     * Reads what {@link #toBytes} gave.
     *
     * @throws IOException when the version is unknown or the bytes are cut short
     */
    static StoredObject read(byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        StoredObject stored =
                in.readBoolean()
                        ? new StoredObject(
                                in.readLong(), in.readLong(), 0, StateFormat.readBytes(in))
                        : dropped(in.readLong());
        StateFormat.requireEnd(WHAT, in);
        return stored;
    }
}
