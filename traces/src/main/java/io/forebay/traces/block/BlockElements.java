package io.forebay.traces.block;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.TrafficElement;

/** Makes traffic elements of block requests. */
final class BlockElements {
    private BlockElements() {}

    /** A new element with the next sequence of its volume, which also pairs its completion. */
    static TrafficElement of(BlockRequest request) {
        long sequence = request.volume.nextSequence++;
        // Setters: the generated constructor takes boxed numbers.
        var element = new TrafficElement();
        element.setFunctionId(request.volume.functionId);
        element.setSequence(sequence);
        element.setEventTimeNanos(request.timeNanos);
        element.setKind(ElementKind.BLOCK);
        element.setOperation(request.operation);
        element.setAddress(request.addressBytes);
        element.setLengthBytes(request.lengthBytes);
        element.setOrderingDomain(0);
        element.setCorrelationId(sequence);
        return element;
    }
}
