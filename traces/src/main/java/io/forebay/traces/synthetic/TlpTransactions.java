package io.forebay.traces.synthetic;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import java.util.SplittableRandom;

/**
 * PCIe memory reads with their completions, and posted writes, of one requester. Reads use tags in
 * turn; a read waits while its tag is still in use. A read is answered in order by completions of
 * at most 256 bytes each, which form an ordering domain of their own; requests are in domain 0.
 */
final class TlpTransactions implements TrafficGenerator {
    private static final int TAGS = 64;
    private static final long REQUESTER_ID = 0x0100;
    private static final long COMPLETION_DOMAIN = 1L << 32;
    private static final int MAX_PAYLOAD_BYTES = 256;
    private static final long BUFFER_BYTES = 1L << 30;
    private static final long LATENCY_NANOS = 900;
    private static final long LATENCY_JITTER_NANOS = 600;
    private static final long COMPLETION_GAP_NANOS = 70;

    private final ArrivalTimes arrivals;
    private final double readShare;
    private final SplittableRandom random;
    private final long[] pendingNanos = new long[TAGS];
    private final long[] pendingBytes = new long[TAGS];
    private long firstPending;
    private long nextPending;
    private long lastCompletionNanos;
    private long nextRequestNanos;
    private long nextAddress;

    /**
     * @param arrivals times of the requests
     * @param readShare share of reads among the requests
     */
    TlpTransactions(ArrivalTimes arrivals, double readShare, SplittableRandom random) {
        Distributions.requireFraction("readShare", readShare);
        this.arrivals = arrivals;
        this.readShare = readShare;
        this.random = random;
        this.nextRequestNanos = arrivals.nextNanos();
    }

    @Override
    public void next(GeneratedElement out) {
        out.clear();
        out.kind = ElementKind.TLP;
        boolean hasPending = firstPending < nextPending;
        boolean isFull = nextPending - firstPending == TAGS;
        if (hasPending && (isFull || pendingNanos[slot(firstPending)] <= nextRequestNanos)) {
            complete(out);
        } else {
            request(out);
        }
    }

    private void request(GeneratedElement out) {
        out.timeNanos = Math.max(nextRequestNanos, lastCompletionNanos);
        nextRequestNanos = arrivals.nextNanos();
        out.address = address();
        if (random.nextDouble() >= readShare) {
            out.operation = Operation.WRITE;
            out.lengthBytes = MAX_PAYLOAD_BYTES;
            out.correlationId = REQUESTER_ID << 16;
            nextAddress += MAX_PAYLOAD_BYTES;
            return;
        }
        out.operation = Operation.READ;
        out.lengthBytes = 64L << random.nextInt(4);
        int slot = slot(nextPending++);
        out.correlationId = REQUESTER_ID << 16 | slot;
        pendingNanos[slot] = out.timeNanos + LATENCY_NANOS + random.nextLong(LATENCY_JITTER_NANOS);
        pendingBytes[slot] = out.lengthBytes;
        nextAddress += out.lengthBytes;
    }

    /** Descriptor rings are walked upward; now and then a new buffer begins somewhere else. */
    private long address() {
        if (random.nextInt(64) == 0 || nextAddress + MAX_PAYLOAD_BYTES * 2 > BUFFER_BYTES) {
            nextAddress = random.nextLong(BUFFER_BYTES >> 12) << 12;
        }
        return nextAddress;
    }

    private void complete(GeneratedElement out) {
        int slot = slot(firstPending);
        long bytes = Math.min(pendingBytes[slot], MAX_PAYLOAD_BYTES);
        out.timeNanos = Math.max(pendingNanos[slot], lastCompletionNanos);
        out.operation = Operation.COMPLETION_WITH_DATA;
        out.lengthBytes = bytes;
        out.correlationId = REQUESTER_ID << 16 | slot;
        out.orderingDomain = COMPLETION_DOMAIN | out.correlationId;
        lastCompletionNanos = out.timeNanos;
        pendingBytes[slot] -= bytes;
        pendingNanos[slot] = out.timeNanos + COMPLETION_GAP_NANOS;
        if (pendingBytes[slot] == 0) {
            firstPending++;
        }
    }

    private static int slot(long number) {
        return (int) (number % TAGS);
    }
}
