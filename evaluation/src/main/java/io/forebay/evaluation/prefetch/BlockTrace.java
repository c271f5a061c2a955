package io.forebay.evaluation.prefetch;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.Arrays;

/** Which blocks of 4,096 bytes each request of a block trace touches. */
final class BlockTrace {
    private static final int BLOCK_SHIFT = 12;

    private final RequestTrace requests;
    private final long[] first;
    private final long[] last;
    private final boolean[] read;

    /** Number of the stream's next read, or -1. */
    private final int[] nextRead;

    /**
     * @throws IllegalArgumentException when the trace has other elements than block requests
     */
    BlockTrace(RequestTrace requests) {
        if (!requests.isBlock()) {
            throw new IllegalArgumentException(
                    "prefetching is evaluated on block traces: trace=" + requests.name());
        }
        this.requests = requests;
        int size = requests.size();
        first = new long[size];
        last = new long[size];
        read = new boolean[size];
        nextRead = new int[size];
        var following = new int[requests.functionCount()];
        Arrays.fill(following, -1);
        for (int i = size - 1; i >= 0; i--) {
            TrafficElement element = requests.requests().get(i);
            first[i] = element.getAddress() >> BLOCK_SHIFT;
            last[i] = (element.getAddress() + element.getLengthBytes() - 1) >> BLOCK_SHIFT;
            read[i] = element.getOperation() == Operation.READ;
            int stream = requests.functionOf(i);
            nextRead[i] = following[stream];
            if (read[i]) {
                following[stream] = i;
            }
        }
    }

    String name() {
        return requests.name();
    }

    int size() {
        return first.length;
    }

    int streams() {
        return requests.functionCount();
    }

    int streamOf(int request) {
        return requests.functionOf(request);
    }

    TrafficElement element(int request) {
        return requests.requests().get(request);
    }

    long first(int request) {
        return first[request];
    }

    long last(int request) {
        return last[request];
    }

    boolean isRead(int request) {
        return read[request];
    }

    int nextRead(int request) {
        return nextRead[request];
    }

    /** Blocks that reads touch. */
    long demandBlocks() {
        long sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += read[i] ? last[i] - first[i] + 1 : 0;
        }
        return sum;
    }
}
