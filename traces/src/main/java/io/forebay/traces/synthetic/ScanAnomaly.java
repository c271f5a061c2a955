package io.forebay.traces.synthetic;

import io.forebay.schemas.Operation;
import java.util.SplittableRandom;

/** Lays a scan over random addresses on a function's traffic for a short time every so often. */
final class ScanAnomaly implements TrafficGenerator {
    private static final long SLOT_BYTES = 4096;

    private final TrafficGenerator usual;
    private final Parameters parameters;
    private final SplittableRandom random;
    private final GeneratedElement nextUsual = new GeneratedElement();
    private boolean hasUsual;
    private long nextScanNanos;

    /**
     * @param periodNanos from the start of a scan to the start of the next; the first begins one
     *     period after time 0
     * @param scanNanos length of a scan
     * @param gapNanos mean gap between its reads
     * @param spanBytes the reads are scattered over [0, spanBytes)
     */
    record Parameters(long periodNanos, long scanNanos, long gapNanos, long spanBytes) {
        Parameters {
            Distributions.requirePositive("gapNanos", gapNanos);
            Distributions.requirePositive("scanNanos", scanNanos);
            if (periodNanos <= scanNanos || spanBytes < SLOT_BYTES) {
                throw new IllegalArgumentException(
                        "scan does not fit its period or span: periodNanos="
                                + periodNanos
                                + ", scanNanos="
                                + scanNanos
                                + ", spanBytes="
                                + spanBytes);
            }
        }
    }

    ScanAnomaly(TrafficGenerator usual, Parameters parameters, SplittableRandom random) {
        this.usual = usual;
        this.parameters = parameters;
        this.random = random;
        this.nextScanNanos = parameters.periodNanos;
    }

    @Override
    public void next(GeneratedElement out) {
        if (!hasUsual) {
            usual.next(nextUsual);
            hasUsual = true;
        }
        if (nextScanNanos < nextUsual.timeNanos) {
            scan(out);
        } else {
            out.copyFrom(nextUsual);
            hasUsual = false;
        }
    }

    private void scan(GeneratedElement out) {
        out.clear();
        out.timeNanos = nextScanNanos;
        out.operation = Operation.READ;
        out.address = random.nextLong(parameters.spanBytes / SLOT_BYTES) * SLOT_BYTES;
        out.lengthBytes = SLOT_BYTES;
        nextScanNanos += Distributions.exponential(random, parameters.gapNanos);
        if (nextScanNanos % parameters.periodNanos >= parameters.scanNanos) {
            nextScanNanos = (nextScanNanos / parameters.periodNanos + 1) * parameters.periodNanos;
        }
    }
}
