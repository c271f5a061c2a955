package io.forebay.operators.state;

import java.io.DataInput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What the state formats have in common. Stateless; any thread. */
public final class StateFormat {
    private StateFormat() {}

    /** Reads the version in front. */
    public static void requireVersion(String what, int supported, DataInput in) throws IOException {
        int version = in.readInt();
        if (version != supported) {
            throw new IOException(
                    "unknown version of "
                            + what
                            + ": version="
                            + version
                            + ", supported="
                            + supported);
        }
    }

    public static void requireEnd(String what, DataInputDeserializer in) throws IOException {
        if (in.available() != 0) {
            throw new IOException(
                    "bytes left over in " + what + ": remainingBytes=" + in.available());
        }
    }

    public static void writeBytes(byte[] bytes, DataOutputSerializer out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    public static byte[] readBytes(DataInputDeserializer in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException(
                    "bytes are cut short: length=" + length + ", remainingBytes=" + in.available());
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
