package io.forebay.gateway.engine;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;

/** Elements for tests: a block read of one block in domain 0, changed as needed. */
final class Elements {
    static final String DEVICE = "nvme0";
    static final String A = "nvme0/a";
    static final String B = "nvme0/b";

    private Elements() {}

    static TrafficElement read(String function, long sequence, long nanos, long block, int blocks) {
        return block(function, sequence, nanos, Operation.READ, block * 4096, blocks * 4096L);
    }

    static TrafficElement write(
            String function, long sequence, long nanos, long block, int blocks) {
        return block(function, sequence, nanos, Operation.WRITE, block * 4096, blocks * 4096L);
    }

    static TrafficElement block(
            String function,
            long sequence,
            long nanos,
            Operation operation,
            long address,
            long length) {
        return TrafficElement.newBuilder()
                .setFunctionId(function)
                .setSequence(sequence)
                .setEventTimeNanos(nanos)
                .setKind(ElementKind.BLOCK)
                .setOperation(operation)
                .setAddress(address)
                .setLengthBytes(length)
                .setOrderingDomain(sequence)
                .setCorrelationId(sequence)
                .setTrafficClass(0)
                .setRelaxedOrdering(false)
                .build();
    }
}
