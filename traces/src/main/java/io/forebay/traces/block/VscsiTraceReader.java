package io.forebay.traces.block;

import io.forebay.schemas.ElementRules;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import io.forebay.traces.input.DeadLetterWriter;
import io.forebay.traces.input.TraceInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads vscsi version 1 traces: records of 32 bytes, little-endian, without a header: u32 serial,
 * u32 length in bytes, u32 scatter-gather count, u16 SCSI command, u16 version (in its high byte),
 * u64 first block of 512 bytes, u64 time in microseconds.
 *
 * <p>The format has one volume, named {@code disk}. An UNMAP record holds the length of its
 * parameter list, not what is discarded; it is taken as it stands. One thread only.
 */
final class VscsiTraceReader implements TraceReader {
    static final int RECORD_BYTES = 32;

    private static final int RECORDS_A_READ = 4096;
    private static final int VERSION = 1;
    private static final long MAX_TIME_MICROS = ElementRules.MAX_EVENT_TIME_NANOS / 1_000;
    private static final byte[] VOLUME = "disk".getBytes(StandardCharsets.US_ASCII);

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final TraceInputStream in;
    private final DeadLetterWriter deadLetters;
    private final byte[] buffer = new byte[RECORDS_A_READ * RECORD_BYTES];
    private final BlockRequest request = new BlockRequest();
    private int position;
    private int limit;
    private long bufferOffset;
    private boolean hasEnded;

    VscsiTraceReader(TraceInputStream in, String deviceName, DeadLetterWriter deadLetters) {
        this.in = in;
        this.deadLetters = deadLetters;
        request.volume = new VolumeTable(deviceName).find(VOLUME, 0, VOLUME.length);
    }

    @Override
    public TrafficElement next() throws IOException {
        while (!hasEnded) {
            if (limit - position < RECORD_BYTES && !fill()) {
                end();
                return null;
            }
            int record = position;
            position += RECORD_BYTES;
            String problem = parse(record);
            if (problem == null) {
                return BlockElements.of(request);
            }
            refuse(problem, record, record + RECORD_BYTES);
        }
        return null;
    }

    private String parse(int record) {
        int version = Short.toUnsignedInt((short) SHORTS.get(buffer, record + 14)) >>> 8;
        if (version != VERSION) {
            return "vscsi record of an unknown version: version=" + version;
        }
        int command = Short.toUnsignedInt((short) SHORTS.get(buffer, record + 12));
        request.operation = operation(command);
        if (request.operation == null) {
            return "SCSI command is not a block request: command=0x" + Integer.toHexString(command);
        }
        long block = (long) LONGS.get(buffer, record + 16);
        if (block < 0 || block > BlockRequest.MAX_SECTOR) {
            return "the first block is too large: block=" + Long.toUnsignedString(block);
        }
        long timeMicros = (long) LONGS.get(buffer, record + 24);
        if (timeMicros < 0 || timeMicros > MAX_TIME_MICROS) {
            return "the time is after the year 2116: micros=" + Long.toUnsignedString(timeMicros);
        }
        request.timeNanos = timeMicros * 1_000;
        request.addressBytes = block << BlockRequest.SECTOR_SHIFT;
        request.lengthBytes = Integer.toUnsignedLong((int) INTS.get(buffer, record + 4));
        return request.violation();
    }

    /** The operation of a SCSI command by its code, or null where it is not a block request. */
    private static Operation operation(int command) {
        return switch (command) {
            // READ (6), (10), (12), (16)
            case 0x08, 0x28, 0xa8, 0x88 -> Operation.READ;
            // WRITE (6), (10), (12), (16); WRITE AND VERIFY (10), (12), (16)
            case 0x0a, 0x2a, 0xaa, 0x8a, 0x2e, 0xae, 0x8e -> Operation.WRITE;
            // SYNCHRONIZE CACHE (10), (16)
            case 0x35, 0x91 -> Operation.FLUSH;
            // UNMAP
            case 0x42 -> Operation.DISCARD;
            default -> null;
        };
    }

    /** Reads until at least one record is there; false when the stream ends before. */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        bufferOffset += position;
        limit -= position;
        position = 0;
        while (limit < RECORD_BYTES) {
            int count = in.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                return false;
            }
            limit += count;
        }
        return true;
    }

    private void end() {
        hasEnded = true;
        int rest = limit - position;
        if (rest > 0) {
            refuse("the last record is cut off: bytes=" + rest, position, limit);
        }
    }

    private void refuse(String reason, int start, int end) {
        deadLetters.write(bufferOffset + start, DeadLetterWriter.BYTE, reason, buffer, start, end);
    }

    @Override
    public void close() throws IOException {
        hasEnded = true;
        in.close();
    }
}
