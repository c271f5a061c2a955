package io.forebay.evaluation.prefetch;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;

/** Gathers block requests, 100 µs apart, into a trace. */
final class BlockRequests {
    private static final long GAP_NANOS = 100_000;
    private static final int SECTOR_BYTES = 512;

    private final List<TrafficElement> elements = new ArrayList<>();

    BlockRequests read(long sector, long sectors) {
        return add("disk/0", Operation.READ, sector, sectors);
    }

    BlockRequests write(long sector, long sectors) {
        return add("disk/0", Operation.WRITE, sector, sectors);
    }

    BlockRequests add(String function, Operation operation, long sector, long sectors) {
        var element = new TrafficElement();
        element.setFunctionId(function);
        element.setKind(ElementKind.BLOCK);
        element.setOperation(operation);
        element.setEventTimeNanos(elements.size() * GAP_NANOS);
        element.setAddress(sector * SECTOR_BYTES);
        element.setLengthBytes(sectors * SECTOR_BYTES);
        elements.add(element);
        return this;
    }

    BlockTrace trace() {
        return new BlockTrace(RequestTrace.of("made", elements, 0, 0));
    }
}
