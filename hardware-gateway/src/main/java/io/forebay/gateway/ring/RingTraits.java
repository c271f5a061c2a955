package io.forebay.gateway.ring;

import io.forebay.schemas.ElementCodes;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;

/**
 * The word of a slot that holds the generation and the small fields of an element: from the lowest
 * byte up kind, operation, traffic class, relaxed ordering (0 or 1), then four of the generation.
 */
final class RingTraits {
    private RingTraits() {}

    static long of(int generation, TrafficElement element) {
        return ((long) generation << 32)
                | (element.getRelaxedOrdering() ? 1L << 24 : 0)
                | ((element.getTrafficClass() & 0xffL) << 16)
                | ((ElementCodes.codeOf(element.getOperation()) & 0xffL) << 8)
                | (ElementCodes.codeOf(element.getKind()) & 0xffL);
    }

    static int generation(long traits) {
        return (int) (traits >>> 32);
    }

    static ElementKind kind(long traits) {
        return ElementCodes.kindOf((byte) traits);
    }

    static Operation operation(long traits) {
        return ElementCodes.operationOf((byte) (traits >> 8));
    }

    static int trafficClass(long traits) {
        return (byte) (traits >> 16);
    }

    static boolean relaxedOrdering(long traits) {
        return ((traits >> 24) & 1) != 0;
    }
}
