package io.forebay.traces.ethernet;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Turns decoded frames into traffic elements.
 *
 * <ul>
 *   <li>Function: {@code device/e<shelf>.<slot>} for ATA over Ethernet to or from one target, else
 *       {@code device/vlan-<id>} for tagged frames (ids of stacked tags joined by a dot, outermost
 *       first; a priority tag is no VLAN), else {@code device/if<number>} of the interface that
 *       captured it.
 *   <li>Operation: ATA reads and writes are READ and WRITE with the bytes they address; answers to
 *       ATA commands are COMPLETION_WITH_DATA or COMPLETION with the data they carry; all else is
 *       FRAME with the frame's original length.
 *   <li>Address: of READ and WRITE the byte on the drive, of FRAME the {@link Frame#flow()}, of
 *       completions 0.
 *   <li>Ordering domain: the directed flow. Relaxed ordering: never.
 *   <li>Traffic class: VLAN priority, else the upper three bits of the DSCP, else the MPLS traffic
 *       class, else 0.
 *   <li>Correlation id: the tag of ATA over Ethernet; 0 of other frames, which nothing completes.
 * </ul>
 *
 * <p>The sequence is left at 0. One thread.
 */
public final class FrameElements {
    private static final int SECTOR_BYTES = 512;
    private static final int MAX_CACHED_NAMES = 1 << 12;

    private final String deviceName;
    private final IntFunction<String> interfaceNames;
    private final Map<Long, String> functionIds = new HashMap<>();

    /** Names interfaces by their numbers. */
    public FrameElements(String deviceName) {
        this(deviceName, number -> "if" + number);
    }

    /**
     * The same with names of the interfaces.
     *
     * @param interfaceNames name of each interface by the number frames are decoded with
     */
    public FrameElements(String deviceName, IntFunction<String> interfaceNames) {
        this.deviceName = deviceName;
        this.interfaceNames = interfaceNames;
    }

    /**
     * A new element for the frame.
     *
     * @param originalBytes length of the frame on the wire
     */
    public TrafficElement toElement(Frame frame, long timeNanos, long originalBytes) {
        var element = new TrafficElement();
        element.setFunctionId(functionId(frame));
        element.setEventTimeNanos(timeNanos);
        element.setKind(ElementKind.ETHERNET);
        element.setOrderingDomain(frame.flow());
        element.setTrafficClass(trafficClass(frame));
        element.setRelaxedOrdering(false);
        AoeHeader aoe = frame.aoe();
        element.setCorrelationId(aoe.isPresent() ? aoe.tag() : 0);
        if (aoe.isAta() && aoe.isResponse()) {
            long dataBytes = (long) aoe.dataSectors() * SECTOR_BYTES;
            element.setOperation(
                    dataBytes > 0 ? Operation.COMPLETION_WITH_DATA : Operation.COMPLETION);
            element.setAddress(0);
            element.setLengthBytes(dataBytes);
        } else if (aoe.isAta() && aoe.sectors() > 0 && (aoe.isAtaRead() || aoe.isAtaWrite())) {
            element.setOperation(aoe.isAtaRead() ? Operation.READ : Operation.WRITE);
            element.setAddress(aoe.lba() * SECTOR_BYTES);
            element.setLengthBytes((long) aoe.sectors() * SECTOR_BYTES);
        } else {
            element.setOperation(Operation.FRAME);
            element.setAddress(frame.flow());
            element.setLengthBytes(originalBytes);
        }
        return element;
    }

    private static int trafficClass(Frame frame) {
        if (frame.vlanPriority() >= 0) {
            return frame.vlanPriority();
        }
        if (frame.dscp() >= 0) {
            return frame.dscp() >>> 3;
        }
        return Math.max(0, frame.mplsTrafficClass());
    }

    private String functionId(Frame frame) {
        long key;
        if (frame.aoe().isPresent() && !frame.aoe().isBroadcast()) {
            key = 1L << 56 | (long) frame.aoe().shelf() << 8 | frame.aoe().slot();
        } else if (frame.vlanCount() > 0) {
            key = 2L << 56;
            for (int i = 0; i < frame.vlanCount(); i++) {
                key |= (long) frame.vlanId(i) << (12 * i);
            }
        } else {
            key = 3L << 56 | frame.capturedInterface();
        }
        String id = functionIds.get(key);
        if (id == null) {
            id = deviceName + "/" + functionName(frame);
            if (functionIds.size() < MAX_CACHED_NAMES) {
                functionIds.put(key, id);
            }
        }
        return id;
    }

    private String functionName(Frame frame) {
        if (frame.aoe().isPresent() && !frame.aoe().isBroadcast()) {
            return "e" + frame.aoe().shelf() + "." + frame.aoe().slot();
        }
        if (frame.vlanCount() == 0) {
            return interfaceNames.apply(frame.capturedInterface());
        }
        var name = new StringBuilder("vlan-").append(frame.vlanId(0));
        for (int i = 1; i < frame.vlanCount(); i++) {
            name.append('.').append(frame.vlanId(i));
        }
        return name.toString();
    }
}
