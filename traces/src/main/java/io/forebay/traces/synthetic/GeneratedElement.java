package io.forebay.traces.synthetic;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;

/** The next element of a function while it is being made; one object for each function. */
final class GeneratedElement {
    /** Stands for the sequence, which pairs block requests with their completions. */
    static final long SEQUENCE = -1;

    long timeNanos;
    ElementKind kind;
    Operation operation;
    long address;
    long lengthBytes;
    long orderingDomain;
    long correlationId;
    int trafficClass;
    boolean relaxedOrdering;

    /** Starts a block request. */
    void clear() {
        kind = ElementKind.BLOCK;
        operation = Operation.READ;
        address = 0;
        lengthBytes = 0;
        orderingDomain = 0;
        correlationId = SEQUENCE;
        trafficClass = 0;
        relaxedOrdering = false;
    }

    void copyFrom(GeneratedElement other) {
        timeNanos = other.timeNanos;
        kind = other.kind;
        operation = other.operation;
        address = other.address;
        lengthBytes = other.lengthBytes;
        orderingDomain = other.orderingDomain;
        correlationId = other.correlationId;
        trafficClass = other.trafficClass;
        relaxedOrdering = other.relaxedOrdering;
    }

    TrafficElement toElement(String functionId, long sequence) {
        var element = new TrafficElement();
        element.setFunctionId(functionId);
        element.setSequence(sequence);
        element.setEventTimeNanos(timeNanos);
        element.setKind(kind);
        element.setOperation(operation);
        element.setAddress(address);
        element.setLengthBytes(lengthBytes);
        element.setOrderingDomain(orderingDomain);
        element.setCorrelationId(correlationId == SEQUENCE ? sequence : correlationId);
        element.setTrafficClass(trafficClass);
        element.setRelaxedOrdering(relaxedOrdering);
        return element;
    }
}
