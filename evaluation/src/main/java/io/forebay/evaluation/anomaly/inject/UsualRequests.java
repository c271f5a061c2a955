package io.forebay.evaluation.anomaly.inject;

import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which requests a function makes: how long (to a factor of two) it reads and writes in which part
 * of its addresses. One thread.
 */
final class UsualRequests {
    /** Parts of 4 MiB. */
    private static final int PART_SHIFT = 22;

    private final Set<Request> known = new HashSet<>();

    private record Request(Operation operation, int octave, long part) {}

    UsualRequests(List<TrafficElement> elements) {
        elements.forEach(element -> known.add(request(element, element.getOperation())));
    }

    /** Whether a request like this was made, had it this operation. */
    boolean has(TrafficElement element, Operation operation) {
        return known.contains(request(element, operation));
    }

    private static Request request(TrafficElement element, Operation operation) {
        int octave = Long.SIZE - Long.numberOfLeadingZeros(element.getLengthBytes());
        return new Request(operation, octave, element.getAddress() >>> PART_SHIFT);
    }
}
