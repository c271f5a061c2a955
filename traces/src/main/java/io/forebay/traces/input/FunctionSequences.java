package io.forebay.traces.input;

import java.util.HashMap;
import java.util.Map;

/** Numbers the elements of each function of a device from 0 without holes. One thread. */
public final class FunctionSequences {
    /** More functions than any device has: a PCIe segment has 65,536 requester ids. */
    public static final int MAX_FUNCTIONS = 1 << 17;

    private final Map<String, long[]> nextByFunction = new HashMap<>();

    /** The function's next sequence; -1 when the file names more functions than can be held. */
    public long next(String functionId) {
        long[] next = nextByFunction.get(functionId);
        if (next == null) {
            if (nextByFunction.size() == MAX_FUNCTIONS) {
                return -1;
            }
            next = new long[1];
            nextByFunction.put(functionId, next);
        }
        return next[0]++;
    }
}
