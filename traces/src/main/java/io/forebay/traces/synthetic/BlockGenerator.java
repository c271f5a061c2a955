package io.forebay.traces.synthetic;

import io.forebay.schemas.Operation;
import java.util.SplittableRandom;

/** Block requests: arrivals, addresses and a mix of operations put together. */
final class BlockGenerator implements TrafficGenerator {
    private final ArrivalTimes arrivals;
    private final AddressPattern addresses;
    private final OperationMix mix;
    private final SplittableRandom random;
    private long writesSinceFlush;

    /**
     * @param readShare share of reads; the rest are writes
     * @param writesBetweenFlushes after so many writes the next request is a flush; 0 for never
     */
    record OperationMix(double readShare, long writesBetweenFlushes) {
        OperationMix {
            Distributions.requireFraction("readShare", readShare);
            if (writesBetweenFlushes < 0) {
                throw new IllegalArgumentException(
                        "must not be negative: writesBetweenFlushes=" + writesBetweenFlushes);
            }
        }
    }

    BlockGenerator(
            ArrivalTimes arrivals,
            AddressPattern addresses,
            OperationMix mix,
            SplittableRandom random) {
        this.arrivals = arrivals;
        this.addresses = addresses;
        this.mix = mix;
        this.random = random;
    }

    @Override
    public void next(GeneratedElement out) {
        out.clear();
        out.timeNanos = arrivals.nextNanos();
        if (mix.writesBetweenFlushes > 0 && writesSinceFlush == mix.writesBetweenFlushes) {
            writesSinceFlush = 0;
            out.operation = Operation.FLUSH;
            return;
        }
        addresses.next(out);
        if (mix.readShare < 1 && random.nextDouble() >= mix.readShare) {
            out.operation = Operation.WRITE;
            writesSinceFlush++;
        }
    }
}
