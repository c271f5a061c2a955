package io.forebay.evaluation.mix;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests of a device's I/O functions in order of arrival. Times are nanoseconds from the
 * start of the mix, addresses and lengths bytes. Immutable; any thread.
 */
public final class DeviceMix {
    private static final String DEVICE = "mix";

    private final String name;
    private final long spanNanos;
    private final List<MixFunction> functions;
    private final MixRows rows;
    private final int[] sequences;
    private final String[] functionIds;

    DeviceMix(String name, long spanNanos, List<MixFunction> functions, MixRows rows) {
        this.name = name;
        this.spanNanos = spanNanos;
        this.functions = List.copyOf(functions);
        this.rows = rows;
        sequences = new int[rows.size()];
        functionIds = new String[functions.size()];
        for (int function = 0; function < functionIds.length; function++) {
            functionIds[function] = DEVICE + "/" + function;
        }
        var next = new int[functions.size()];
        for (int request = 0; request < rows.size(); request++) {
            sequences[request] = next[rows.stream(request)]++;
        }
    }

    /** Name in reports. */
    public String name() {
        return name;
    }

    /** Length of the time line; every request arrives before its end. */
    public long spanNanos() {
        return spanNanos;
    }

    /** The functions; a function's number is its place here. */
    public List<MixFunction> functions() {
        return functions;
    }

    public int requestCount() {
        return rows.size();
    }

    /** Bytes of all requests. */
    public long byteCount() {
        long sum = 0;
        for (MixFunction function : functions) {
            sum += function.byteCount();
        }
        return sum;
    }

    public long timeNanos(int request) {
        return rows.time(request);
    }

    /** Number of the request's function. */
    public int function(int request) {
        return rows.stream(request);
    }

    public boolean isWrite(int request) {
        return rows.isWrite(request);
    }

    /** First byte in the function's address space. */
    public long address(int request) {
        return rows.address(request);
    }

    public long lengthBytes(int request) {
        return rows.lengthBytes(request);
    }

    /** The request as a traffic element of a block function, as a gateway would capture it. */
    public TrafficElement element(int request) {
        var element = new TrafficElement();
        element.setFunctionId(functionIds[rows.stream(request)]);
        element.setSequence(sequences[request]);
        element.setEventTimeNanos(rows.time(request));
        element.setKind(ElementKind.BLOCK);
        element.setOperation(rows.isWrite(request) ? Operation.WRITE : Operation.READ);
        element.setAddress(rows.address(request));
        element.setLengthBytes(rows.lengthBytes(request));
        element.setOrderingDomain(0);
        element.setCorrelationId(sequences[request]);
        return element;
    }

    /**
     * The mix as if it ended after this many requests: its span ends just after the last of them,
     * and functions without any are left out.
     *
     * @throws IllegalArgumentException when the count is below 1
     */
    public DeviceMix limitedTo(long requestCount) {
        if (requestCount < 1) {
            throw new IllegalArgumentException(
                    "a mix has at least one request: requestCount=" + requestCount);
        }
        if (requestCount >= rows.size()) {
            return this;
        }
        int count = (int) requestCount;
        var requests = new int[functions.size()];
        var bytes = new long[functions.size()];
        for (int request = 0; request < count; request++) {
            requests[rows.stream(request)]++;
            bytes[rows.stream(request)] += rows.lengthBytes(request);
        }
        var numbers = new int[functions.size()];
        List<MixFunction> kept = new ArrayList<>();
        for (int function = 0; function < numbers.length; function++) {
            numbers[function] = kept.size();
            if (requests[function] > 0) {
                MixFunction whole = functions.get(function);
                kept.add(
                        new MixFunction(
                                whole.trace(),
                                whole.stream(),
                                requests[function],
                                bytes[function]));
            }
        }
        var cut = new MixRows();
        for (int request = 0; request < count; request++) {
            cut.addFrom(rows, request, rows.time(request), numbers[rows.stream(request)]);
        }
        return new DeviceMix(name, rows.time(count - 1) + 1, kept, cut);
    }
}
