package io.forebay.operators.state;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What an operator has on the heap for a key group, as it stands in raw keyed state: the version;
 * how many timers, the time and key of each; how many objects, and for each its key and what {@link
 * StoredObject} holds, its length in front.
 *
 * @param timers of windows that are not over
 * @param objects none in a savepoint, which has them in keyed state
 */
record LiveState(List<WindowTimers.Timer> timers, List<FrozenEntry> objects) {
    static final int VERSION = 1;

    private static final String WHAT = "live state";

    /** Takes what was read. */
    interface Taker {
        void timer(String key, long millis);

        void object(String key, byte[] stored) throws Exception;
    }

    /** Nothing, to be added to. */
    static LiveState empty() {
        return new LiveState(new ArrayList<>(), new ArrayList<>());
    }

    boolean isEmpty() {
        return timers.isEmpty() && objects.isEmpty();
    }

    void write(Pace pace, DataOutputView out) throws IOException {
        out.writeInt(VERSION);
        out.writeInt(timers.size());
        for (WindowTimers.Timer timer : timers) {
            out.writeLong(timer.millis());
            StringSerializer.INSTANCE.serialize(timer.key(), out);
        }
        out.writeInt(objects.size());
        for (FrozenEntry entry : objects) {
            pace.next();
            StringSerializer.INSTANCE.serialize(entry.key(), out);
            byte[] stored = entry.toBytes();
            out.writeInt(stored.length);
            out.write(stored);
        }
    }

    /**
     * Reads what {@link #write} gave.
     *
     * @throws IOException when the version is unknown or the stream is cut short
     */
    static void read(InputStream stream, Taker taker) throws Exception {
        var in = new DataInputViewStreamWrapper(stream);
        StateFormat.requireVersion(WHAT, VERSION, in);
        int timers = in.readInt();
        for (int i = 0; i < timers; i++) {
            long millis = in.readLong();
            taker.timer(StringSerializer.INSTANCE.deserialize(in), millis);
        }
        int objects = in.readInt();
        for (int i = 0; i < objects; i++) {
            String key = StringSerializer.INSTANCE.deserialize(in);
            int length = in.readInt();
            byte[] stored = in.readNBytes(Math.max(0, length));
            if (stored.length != length) {
                throw new EOFException(
                        "live state is cut short: key="
                                + key
                                + ", lengthBytes="
                                + length
                                + ", thereBytes="
                                + stored.length);
            }
            taker.object(key, stored);
        }
    }
}
