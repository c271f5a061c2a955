package io.forebay.traces.capture;

import io.forebay.schemas.ElementCodes;
import io.forebay.schemas.Functions;
import io.forebay.schemas.TrafficElement;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A traffic element without payload as a packet of a capture with the link type USER15: what a
 * gateway's ring knows of it. The packet's time is the element's arrival. Big-endian:
 *
 * <pre>
 *    0  version, 1                  1  kind             2  operation      3  traffic class
 *    4  flags                       5  state            6  requested      7  applied priority
 *    8  generation (4 bytes)       12  length of the function id (2)     14  zero (2)
 *   16  sequence (8)               24  address (8)     32  length in bytes (8)
 *   40  ordering domain (8)        48  correlation id (8)
 *   56  start of service (8)       64  completion (8); both in nanoseconds since the epoch, or 0
 *   72  function id, UTF-8
 * </pre>
 *
 * Kinds and operations are {@link ElementCodes}. Flags: 1 relaxed ordering, 2 served from prefetch,
 * 4 lost in a reset. States: 0 deferred, 1 queued, 2 in service, 3 completed. Priorities are -1
 * where there is none. Stateless; any thread.
 */
public final class DescriptorPacket {
    public static final int FLAG_RELAXED_ORDERING = 1;
    public static final int FLAG_SERVED_FROM_PREFETCH = 2;
    public static final int FLAG_LOST = 4;

    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 72;

    private DescriptorPacket() {}

    /**
     * What is known of an element besides itself.
     *
     * @param flags those of the packet but for relaxed ordering
     */
    public record Fate(
            int state,
            int flags,
            int requestedPriority,
            int appliedPriority,
            int generation,
            long serviceStartNanos,
            long completedNanos) {}

    /** The packet of an element. */
    public static byte[] encode(TrafficElement element, Fate fate) {
        byte[] id = element.getFunctionId().getBytes(StandardCharsets.UTF_8);
        int relaxed = element.getRelaxedOrdering() ? FLAG_RELAXED_ORDERING : 0;
        return ByteBuffer.allocate(FIXED_BYTES + id.length)
                .put((byte) VERSION)
                .put(ElementCodes.codeOf(element.getKind()))
                .put(ElementCodes.codeOf(element.getOperation()))
                .put((byte) element.getTrafficClass())
                .put((byte) (fate.flags() | relaxed))
                .put((byte) fate.state())
                .put((byte) fate.requestedPriority())
                .put((byte) fate.appliedPriority())
                .putInt(fate.generation())
                .putShort((short) id.length)
                .putShort((short) 0)
                .putLong(element.getSequence())
                .putLong(element.getAddress())
                .putLong(element.getLengthBytes())
                .putLong(element.getOrderingDomain())
                .putLong(element.getCorrelationId())
                .putLong(fate.serviceStartNanos())
                .putLong(fate.completedNanos())
                .put(id)
                .array();
    }

    /**
     * The element of a packet, without a sequence, as one of the given device.
     *
     * @throws IllegalArgumentException when the packet is none of these
     */
    static TrafficElement decode(
            byte[] data, int offset, int length, long timeNanos, String deviceName) {
        try {
            ByteBuffer packet = ByteBuffer.wrap(data, offset, length).slice();
            int version = packet.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("unknown descriptor: version=" + version);
            }
            var element = new TrafficElement();
            element.setEventTimeNanos(timeNanos);
            element.setKind(ElementCodes.kindOf(packet.get()));
            element.setOperation(ElementCodes.operationOf(packet.get()));
            element.setTrafficClass(packet.get());
            element.setRelaxedOrdering((packet.get() & FLAG_RELAXED_ORDERING) != 0);
            byte[] id = new byte[Short.toUnsignedInt(packet.getShort(12))];
            element.setAddress(packet.getLong(24));
            element.setLengthBytes(packet.getLong(32));
            element.setOrderingDomain(packet.getLong(40));
            element.setCorrelationId(packet.getLong(48));
            packet.position(Math.min(FIXED_BYTES, packet.limit())).get(id);
            String functionId = new String(id, StandardCharsets.UTF_8);
            String violation = Functions.violation(functionId);
            if (violation != null) {
                throw new IllegalArgumentException(violation);
            }
            String function = functionId.substring(functionId.indexOf('/') + 1);
            element.setFunctionId(Functions.idOf(deviceName, function));
            return element;
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("descriptor is cut off: lengthBytes=" + length, e);
        }
    }
}
