package io.forebay.gateway.engine;

import io.forebay.gateway.ring.CompletedElement;
import io.forebay.gateway.schedule.TlpClass;
import io.forebay.gateway.schedule.TlpOrdering;
import io.forebay.schemas.Completion;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares every pair of elements of a function: the rules as they are written, no indexes. */
final class OrderChecker {
    private OrderChecker() {}

    /** The first pair that completed in an order the rules forbid, or null. */
    static String violation(List<TrafficElement> elements, List<Completion> completions) {
        Map<String, Integer> place = new HashMap<>();
        for (int i = 0; i < completions.size(); i++) {
            place.put(
                    completions.get(i).getFunctionId() + "#" + completions.get(i).getSequence(), i);
        }
        for (int j = 0; j < elements.size(); j++) {
            TrafficElement later = elements.get(j);
            int laterPlace = place.get(later.getFunctionId() + "#" + later.getSequence());
            for (int i = 0; i < j; i++) {
                TrafficElement earlier = elements.get(i);
                if (earlier.getFunctionId().equals(later.getFunctionId())
                        && place.get(earlier.getFunctionId() + "#" + earlier.getSequence())
                                > laterPlace
                        && !mayPass(later, earlier)) {
                    return later + " passed " + earlier;
                }
            }
        }
        return null;
    }

    static boolean mayPass(TrafficElement later, TrafficElement earlier) {
        boolean laterTlp = later.getKind() == ElementKind.TLP;
        boolean earlierTlp = earlier.getKind() == ElementKind.TLP;
        boolean sameDomain = later.getOrderingDomain() == earlier.getOrderingDomain();
        if (laterTlp && earlierTlp) {
            boolean sameTransaction = later.getCorrelationId() == earlier.getCorrelationId();
            TlpClass laterClass = TlpClass.of(later.getOperation());
            TlpClass earlierClass = TlpClass.of(earlier.getOperation());
            if (sameTransaction
                    && laterClass == TlpClass.COMPLETION
                    && earlierClass == TlpClass.COMPLETION) {
                return false;
            }
            return !sameDomain
                    || TlpOrdering.rule(
                                    laterClass,
                                    later.getRelaxedOrdering(),
                                    earlierClass,
                                    sameTransaction)
                            != TlpOrdering.Rule.NO;
        }
        if (laterTlp || earlierTlp) {
            return true;
        }
        if (sameDomain && !later.getRelaxedOrdering()) {
            return false;
        }
        return !(overlaps(later, earlier) && (writes(later) || writes(earlier)));
    }

    private static boolean writes(TrafficElement e) {
        return e.getOperation() == Operation.WRITE || e.getOperation() == Operation.DISCARD;
    }

    private static boolean isAccess(TrafficElement e) {
        return e.getLengthBytes() > 0 && (writes(e) || e.getOperation() == Operation.READ);
    }

    private static boolean overlaps(TrafficElement a, TrafficElement b) {
        return isAccess(a)
                && isAccess(b)
                && a.getAddress() < b.getAddress() + b.getLengthBytes()
                && b.getAddress() < a.getAddress() + a.getLengthBytes();
    }

    /**
     * The first pair of a function that went into service in an order the rules forbid, or null.
     * Reads served from the prefetch buffer skip a stage, so they compare by completion only.
     */
    static String startViolation(List<TrafficElement> ofFunction, List<CompletedElement> history) {
        for (int j = 0; j < ofFunction.size(); j++) {
            CompletedElement later = history.get(j);
            for (int i = 0; i < j; i++) {
                CompletedElement earlier = history.get(i);
                if (usesStorage(later)
                        && usesStorage(earlier)
                        && later.serviceStartNanos() < earlier.serviceStartNanos()
                        && !mayPass(ofFunction.get(j), ofFunction.get(i))) {
                    return later + " passed " + earlier;
                }
            }
        }
        return null;
    }

    private static boolean usesStorage(CompletedElement element) {
        return element.kind() == ElementKind.BLOCK && !element.servedFromPrefetch();
    }
}
