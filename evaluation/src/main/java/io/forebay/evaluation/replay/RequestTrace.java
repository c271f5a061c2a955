package io.forebay.evaluation.replay;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceReader;
import io.forebay.traces.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of a trace as every evaluation sees them: in the order of the file, times in whole
 * microseconds from the first request, held in memory (some 150 bytes each).
 *
 * <p>Of a block trace only reads and writes with a length count as requests. What the reader or
 * this rule refuses is counted. A limit counts requests, so the first N are the same whatever
 * follows.
 */
public final class RequestTrace {
    private static final int SECTOR_BYTES = 512;
    private static final double NANOS_PER_MICRO = 1_000;

    private final String name;
    private final List<TrafficElement> requests;
    private final int[] functions;
    private final int functionCount;
    private final long refused;

    private RequestTrace(
            String name, List<TrafficElement> requests, int[] functions, int count, long refused) {
        this.name = name;
        this.requests = Collections.unmodifiableList(requests);
        this.functions = functions;
        functionCount = count;
        this.refused = refused;
    }

    /**
     * Reads a trace.
     *
     * @param shiftSectors added to the address of each request of a block trace, so that blocks of
     *     4 KiB begin where its partition has them
     * @param limit requests at most, 0 for all
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when the limit or the shift is negative
     */
    public static RequestTrace read(Path file, TraceFormat format, long shiftSectors, long limit)
            throws IOException {
        if (limit < 0 || shiftSectors < 0) {
            throw new IllegalArgumentException(
                    "neither may be negative: limit=" + limit + ", shiftSectors=" + shiftSectors);
        }
        var refused = new long[1];
        var requests = new ArrayList<TrafficElement>();
        try (TraceReader reader =
                Traces.open(file, format, Traces.deviceNameOf(file), letter -> refused[0]++)) {
            while (limit == 0 || requests.size() < limit) {
                TrafficElement element = reader.next();
                if (element == null) {
                    break;
                }
                if (isRequest(element)) {
                    requests.add(element);
                } else {
                    refused[0]++;
                }
            }
        }
        Path fileName = file.getFileName();
        return of(
                fileName == null ? file.toString() : fileName.toString(),
                requests,
                shiftSectors,
                refused[0]);
    }

    /** A trace of elements at hand, which are changed: their times become relative. */
    public static RequestTrace of(
            String name, List<TrafficElement> requests, long shiftSectors, long refused) {
        var numbers = new HashMap<String, Integer>();
        var functions = new int[requests.size()];
        long firstNanos = requests.isEmpty() ? 0 : requests.get(0).getEventTimeNanos();
        for (int i = 0; i < functions.length; i++) {
            TrafficElement element = requests.get(i);
            long micros =
                    (long) Math.rint((element.getEventTimeNanos() - firstNanos) / NANOS_PER_MICRO);
            element.setEventTimeNanos(micros * (long) NANOS_PER_MICRO);
            if (element.getKind() == ElementKind.BLOCK) {
                element.setAddress(element.getAddress() + shiftSectors * SECTOR_BYTES);
            }
            functions[i] = number(numbers, element.getFunctionId());
        }
        return new RequestTrace(name, requests, functions, numbers.size(), refused);
    }

    private static int number(Map<String, Integer> numbers, String function) {
        Integer known = numbers.get(function);
        if (known == null) {
            known = numbers.size();
            numbers.put(function, known);
        }
        return known;
    }

    private static boolean isRequest(TrafficElement element) {
        if (element.getKind() != ElementKind.BLOCK) {
            return true;
        }
        boolean moves =
                element.getOperation() == Operation.READ
                        || element.getOperation() == Operation.WRITE;
        return moves && element.getLengthBytes() > 0;
    }

    /** Name of the file. */
    public String name() {
        return name;
    }

    /** All requests in the order of the file; not to be changed. */
    public List<TrafficElement> requests() {
        return requests;
    }

    /** Number of requests. */
    public int size() {
        return functions.length;
    }

    /** Number of the function of a request, counted through from 0 as functions appear. */
    public int functionOf(int request) {
        return functions[request];
    }

    /** Number of different functions. */
    public int functionCount() {
        return functionCount;
    }

    /** Records that could not be used, and elements of a block trace that move no data. */
    public long refused() {
        return refused;
    }

    /** Whether all requests are block requests. */
    public boolean isBlock() {
        return requests.stream().allMatch(element -> element.getKind() == ElementKind.BLOCK);
    }
}
