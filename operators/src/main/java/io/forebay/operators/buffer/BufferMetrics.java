package io.forebay.operators.buffer;

import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.PrefetchOutcome;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What a subtask of the circular-buffer operator shows of itself. Counters since the task started;
 * bits are exponentially weighted over about the last thousand elements of all its functions.
 */
final class BufferMetrics {
    private static final double BITS_WEIGHT = 0.001;
    private static final int TRAINING_SAMPLES = 512;

    /** Every how many elements the cost of one is measured, a power of two. */
    private static final int TRAINING_SAMPLE_INTERVAL = 64;

    private final Counter elements;
    private final Counter lateElements;
    private final Counter unknownBodies;
    private final Counter tagsEmitted;
    private final Counter tagsLate;
    private final Counter completions;
    private final Counter modelUpdates;
    private final Counter prefetchIssuedBlocks;
    private final Counter prefetchUsedBlocks;
    private final Counter prefetchWastedBlocks;
    private final Counter prefetchUnstagedBlocks;
    private final Histogram trainingNanos;
    private double operationBits;
    private double sizeBits;
    private double deltaBits;
    private double gapBits;
    private long scored;
    private long appliedBytes;
    private long appliedShortfallBytes;

    BufferMetrics(MetricGroup group) {
        elements = group.counter("elements");
        group.meter("elementsPerSecond", new MeterView(elements));
        lateElements = group.counter("lateElements");
        unknownBodies = group.counter("unknownBodies");
        tagsEmitted = group.counter("tagsEmitted");
        tagsLate = group.counter("tagsLate");
        completions = group.counter("completions");
        modelUpdates = group.counter("modelUpdates");
        prefetchIssuedBlocks = group.counter("prefetchIssuedBlocks");
        prefetchUsedBlocks = group.counter("prefetchUsedBlocks");
        prefetchWastedBlocks = group.counter("prefetchWastedBlocks");
        prefetchUnstagedBlocks = group.counter("prefetchUnstagedBlocks");
        trainingNanos =
                group.histogram(
                        "trainingNanos", new DescriptiveStatisticsHistogram(TRAINING_SAMPLES));
        group.<Double, Gauge<Double>>gauge("bitsPerRequest", this::bitsPerRequest);
        group.<Double, Gauge<Double>>gauge("operationBitsPerRequest", () -> operationBits);
        group.<Double, Gauge<Double>>gauge("sizeBitsPerRequest", () -> sizeBits);
        group.<Double, Gauge<Double>>gauge("deltaBitsPerRequest", () -> deltaBits);
        group.<Double, Gauge<Double>>gauge("gapBitsPerRequest", () -> gapBits);
        group.<Long, Gauge<Long>>gauge("lastAppliedBytes", () -> appliedBytes);
        group.<Long, Gauge<Long>>gauge("lastAppliedShortfallBytes", () -> appliedShortfallBytes);
    }

    /** Whether the cost of the next element is to be measured. */
    boolean samplesTraining() {
        return (elements.getCount() & (TRAINING_SAMPLE_INTERVAL - 1)) == 0;
    }

    void onTrained(long nanos) {
        trainingNanos.update(nanos);
    }

    void onElement(PredictionScore score) {
        elements.inc();
        scored++;
        // A plain mean at first, or the first elements would count for a thousand.
        double weight = Math.max(BITS_WEIGHT, 1.0 / scored);
        operationBits += weight * (score.operationBits - operationBits);
        sizeBits += weight * (score.sizeBits - sizeBits);
        deltaBits += weight * (score.deltaBits - deltaBits);
        gapBits += weight * (score.gapBits - gapBits);
    }

    void onLateElement() {
        lateElements.inc();
    }

    void onUnknownBody() {
        unknownBodies.inc();
    }

    void onTag() {
        tagsEmitted.inc();
    }

    void onLateTag() {
        tagsLate.inc();
    }

    void onCompletion() {
        completions.inc();
    }

    void onModelUpdate() {
        modelUpdates.inc();
    }

    void onPrefetch(int blockCount) {
        prefetchIssuedBlocks.inc(blockCount);
    }

    void onOutcome(PrefetchOutcome outcome) {
        switch (outcome.getResult()) {
            case HIT -> prefetchUsedBlocks.inc(outcome.getBlockCount());
            case EXPIRED, EVICTED, INVALIDATED -> prefetchWastedBlocks.inc(outcome.getBlockCount());
            // Neither a gain nor a cost.
            case OVERTAKEN, DROPPED -> prefetchUnstagedBlocks.inc(outcome.getBlockCount());
            case UNKNOWN -> {
                // From a newer gateway: nothing is known of these blocks.
            }
        }
    }

    void onApplied(AppliedAllocation allocation) {
        appliedBytes = allocation.getAppliedBytes();
        appliedShortfallBytes =
                Math.max(0, allocation.getRequestedBytes() - allocation.getAppliedBytes());
    }

    private double bitsPerRequest() {
        return operationBits + sizeBits + deltaBits + gapBits;
    }
}
