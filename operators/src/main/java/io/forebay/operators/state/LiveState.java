package io.forebay.operators.state;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Live objects of a key group as they stand in the raw keyed state of a checkpoint: the version,
 * how many, and for each its key and what {@link StoredObject} holds, its length in front.
 * Stateless; any thread.
 */
final class LiveState {
    static final int VERSION = 1;

    private static final String WHAT = "live state";

    private LiveState() {}

    /** Takes an object that was read. */
    @FunctionalInterface
    interface Taker {
        void take(String key, byte[] stored) throws Exception;
    }

    static void write(List<FrozenEntry> entries, Pace pace, DataOutputView out) throws IOException {
        out.writeInt(VERSION);
        out.writeInt(entries.size());
        for (FrozenEntry entry : entries) {
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
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
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
            taker.take(key, stored);
        }
    }
}
