package io.forebay.traces.tlp;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;

/**
 * Turns decoded TLPs into traffic elements.
 *
 * <ul>
 *   <li>Function: {@code device/bus:device.function} of the requester; a completion goes to the
 *       function whose request it answers.
 *   <li>Address: first enabled byte of memory, I/O and atomic requests; register of configuration
 *       requests; address of messages routed by address; else 0.
 *   <li>Length: {@link Tlp#transferBytes()}.
 *   <li>Correlation id: {@code requester id << 16 | tag}, the transaction id.
 *   <li>Ordering domain: requests of one traffic class share the domain {@code TC}. Non-posted
 *       requests must not pass posted ones, so they cannot have a domain of their own; that reads
 *       then do not pass reads either is stricter than the specification. Completions travel
 *       against their requests and need order only within one transaction, so each transaction id
 *       is a domain of its own.
 *   <li>Relaxed ordering: the attribute, where it lets the packet itself pass: posted requests and
 *       non-posted requests with data. On a read it only speaks of the completions, and completions
 *       of one transaction stay in order whatever it says.
 * </ul>
 *
 * <p>The sequence is left at 0. One thread.
 */
public final class TlpElements {
    static final String POISONED = "poisoned TLP (EP is set)";

    private static final int ROUTED_BY_ADDRESS = 1;
    private static final long COMPLETION_DOMAIN = 1L << 32;

    private final String deviceName;
    private final String[] functionIds = new String[1 << 16];

    public TlpElements(String deviceName) {
        this.deviceName = deviceName;
    }

    /** Why a TLP that could be decoded cannot be used, or null. */
    public static String refusal(Tlp tlp) {
        return tlp.isPoisoned() ? POISONED : null;
    }

    /** A new element for the TLP. */
    public TrafficElement toElement(Tlp tlp, long timeNanos) {
        long transactionId = (long) tlp.requesterId() << 16 | tlp.tag();
        var element = new TrafficElement();
        element.setFunctionId(functionId(tlp.requesterId()));
        element.setEventTimeNanos(timeNanos);
        element.setKind(ElementKind.TLP);
        element.setOperation(tlp.type().operation());
        element.setAddress(address(tlp));
        element.setLengthBytes(tlp.transferBytes());
        element.setOrderingDomain(
                tlp.type().isCompletion() ? COMPLETION_DOMAIN | transactionId : tlp.trafficClass());
        element.setCorrelationId(transactionId);
        element.setTrafficClass(tlp.trafficClass());
        element.setRelaxedOrdering(tlp.hasRelaxedOrdering() && mayPass(tlp.type()));
        return element;
    }

    private static boolean mayPass(TlpType type) {
        return !type.isCompletion() && (type.isPosted() || type.hasData());
    }

    private static long address(Tlp tlp) {
        TlpType type = tlp.type();
        if (type.operation() == Operation.MESSAGE) {
            return tlp.messageRouting() == ROUTED_BY_ADDRESS ? tlp.messageWords() : 0;
        }
        return type.isCompletion() ? 0 : tlp.firstByteAddress();
    }

    private String functionId(int requesterId) {
        String id = functionIds[requesterId];
        if (id == null) {
            id = deviceName + "/" + Tlp.functionName(requesterId);
            functionIds[requesterId] = id;
        }
        return id;
    }
}
