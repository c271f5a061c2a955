package io.forebay.traces.capture;

import io.forebay.schemas.Functions;
import java.util.HashMap;
import java.util.Map;

/** Numbers the elements of each function of a device from 0 without holes. One thread. */
public final class FunctionSequences {
    /** More functions than any device has: a PCIe segment has 65,536 requester ids. */
    static final int MAX_FUNCTIONS = 1 << 17;

    /** Leaves room for the longest function name in a function id. */
    static final int MAX_DEVICE_NAME_LENGTH = 200;

    private final Map<String, long[]> nextByFunction = new HashMap<>();

    /**
     * @throws IllegalArgumentException when the name cannot be the device of a function id
     */
    public FunctionSequences(String deviceName) {
        boolean isSound =
                deviceName != null
                        && deviceName.length() <= MAX_DEVICE_NAME_LENGTH
                        && deviceName.indexOf('/') < 0
                        && Functions.violation(deviceName + "/x") == null;
        if (!isSound) {
            throw new IllegalArgumentException(
                    "device name must be 1 to "
                            + MAX_DEVICE_NAME_LENGTH
                            + " printable characters without a slash: deviceName="
                            + deviceName);
        }
    }

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
