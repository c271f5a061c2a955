package io.forebay.shaping.priority;

import io.forebay.predictor.BurstWeights;
import io.forebay.predictor.DeviceModel;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What gives an element its priority where it arrives: the part of a device's model that estimates
 * bursts, and the levels, as one subtask of the job learned them. A gateway with the counters of
 * the functions' own traffic then comes to the priority the job would give. Some 4 KiB in bytes.
 *
 * @param trainedRequests requests they were trained on
 * @param weights what mixes the functions' counters
 * @param levels where levels begin and end, with the job's floor and ceiling
 */
public record PriorityModelSnapshot(
        long trainedRequests, BurstWeights weights, PriorityPolicy levels) {
    /** Version of {@link #toBytes}. */
    public static final int FORMAT_VERSION = 1;

    /** Most bytes that {@link #fromBytes} looks at. */
    public static final int MAX_BYTES = 1 << 14;

    private static final int MAGIC = 0x46425052;

    public PriorityModelSnapshot {
        if (trainedRequests < 0) {
            throw new IllegalArgumentException(
                    "trained requests are negative: trainedRequests=" + trainedRequests);
        }
    }

    /** What a device's model and levels hold now, in bytes. */
    public static byte[] bytesOf(DeviceModel device, PriorityPolicy levels) {
        return new PriorityModelSnapshot(device.trainedRequests(), device.burstWeights(), levels)
                .toBytes();
    }

    /** A snapshot for {@link #fromBytes}. */
    public byte[] toBytes() {
        byte[] burstBytes = weights.toBytes();
        byte[] levelBytes = levels.toBytes();
        var out =
                ByteBuffer.allocate(
                        3 * Integer.BYTES
                                + 2
                                + Long.BYTES
                                + 2 * Integer.BYTES
                                + burstBytes.length
                                + levelBytes.length);
        out.putInt(MAGIC).putInt(FORMAT_VERSION);
        out.put((byte) levels.floor()).put((byte) levels.ceiling()).putLong(trainedRequests);
        out.putInt(burstBytes.length).put(burstBytes);
        out.putInt(levelBytes.length).put(levelBytes);
        out.putInt(checksum(out.array(), out.position()));
        return out.array();
    }

    /**
     * Restores a snapshot.
     *
     * @throws IllegalArgumentException when it is too large, of another kind or version, made with
     *     other settings, cut short or corrupt
     */
    public static PriorityModelSnapshot fromBytes(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "model is too large: bytes=" + bytes.length + ", maximum=" + MAX_BYTES);
        }
        var in = ByteBuffer.wrap(bytes);
        try {
            require("magic", in.getInt(), MAGIC);
            require("version", in.getInt(), FORMAT_VERSION);
            int body = bytes.length - Integer.BYTES;
            require("checksum", in.getInt(body), checksum(bytes, body));
            int floor = in.get();
            int ceiling = in.get();
            long trained = in.getLong();
            byte[] bursts = part(in);
            byte[] levels = part(in);
            require("length", bytes.length, in.position() + Integer.BYTES);
            return new PriorityModelSnapshot(
                    trained,
                    BurstWeights.fromBytes(bursts),
                    PriorityPolicy.fromBytes(floor, ceiling, levels));
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("model is cut short: bytes=" + bytes.length, e);
        }
    }

    private static byte[] part(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(
                    "model is cut short: part=" + length + ", left=" + in.remaining());
        }
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }

    private static void require(String what, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    "not a model this gateway can use: "
                            + what
                            + "="
                            + found
                            + ", expected="
                            + expected);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
