package io.forebay.gateway;

import io.forebay.gateway.prefetch.PrefetchCounts;
import io.forebay.schemas.DeadLetter;
import java.util.List;
import java.util.Map;

/**
 * What a workload came to, with and without the commands. Nothing in it is of the wall clock: two
 * lock-step runs with the same answers give equal reports.
 *
 * @param pacing how the virtual clock moved
 * @param failure why the workload failed; null when it did not
 * @param readError why reading ended before the trace did; null when it did not
 * @param firstArrivalNanos virtual time of the first element; null when there was none
 * @param endNanos virtual time of the end
 * @param with the device under Forebay's commands
 * @param without the same arrivals without commands; null when not asked for
 * @param functions one row a function, sorted by id
 * @param edge what the model at the edge did; null where it is off
 */
public record GatewayReport(
        String deviceId,
        String pacing,
        String failure,
        String readError,
        Long firstArrivalNanos,
        long endNanos,
        Elements elements,
        Tags tags,
        Prefetch prefetch,
        Device with,
        Device without,
        Commands commands,
        DeadLetters deadLetters,
        long captureRecords,
        List<Function> functions,
        Edge edge) {

    /**
     * Elements by how far they came.
     *
     * @param read elements read from the trace
     * @param refused elements that became dead letters of the gateway
     * @param captured elements the device took
     * @param clamped elements whose times ran backwards and were moved to the latest before
     */
    public record Elements(long read, long refused, long captured, long completed, long clamped) {}

    /**
     * What became of priority tags.
     *
     * @param inTime tags that reached their element while it was queued
     * @param late tags whose element had left the queue
     * @param missing elements that went into service without a tag of their own, those whose tag
     *     was late included
     */
    public record Tags(long inTime, long late, long missing) {}

    /**
     * Prefetch in blocks of 4,096 bytes. The four shares are null where nothing was asked for, or
     * nothing issued.
     *
     * @param demandBlocks blocks touched by reads
     * @param issuedBlocks blocks staged
     * @param hitBlocks touches by reads that found their block staged or on its way
     * @param usedBlocks staged blocks that were touched; fewer than the hits where reads share one
     * @param wastedBlocks blocks staged and not read
     * @param overtakenBlocks blocks read before their staging began
     * @param coverage hits per demanded block
     * @param accuracy used blocks per issued block
     * @param netBenefit coverage less half of a hit for each wasted block
     * @param requestCoverage reads that needed nothing from the storage, of all reads; null for a
     *     single function
     */
    public record Prefetch(
            long demandBlocks,
            long issuedBlocks,
            long hitBlocks,
            long usedBlocks,
            long wastedBlocks,
            long overtakenBlocks,
            Double coverage,
            Double accuracy,
            Double netBenefit,
            Double requestCoverage) {
        /** The ratios of what was counted; blocks still held were not read, so they were wasted. */
        public static Prefetch of(PrefetchCounts counts, Double requestCoverage) {
            boolean hasDemand = counts.demandBlocks() > 0;
            return new Prefetch(
                    counts.demandBlocks(),
                    counts.issuedBlocks(),
                    counts.hitBlocks(),
                    counts.usedBlocks(),
                    counts.wastedBlocks() + counts.heldBlocks(),
                    counts.overtakenBlocks(),
                    hasDemand ? counts.coverage() : null,
                    counts.issuedBlocks() > 0 ? counts.accuracy() : null,
                    hasDemand ? counts.netBenefit() : null,
                    requestCoverage);
        }
    }

    /**
     * Times from arrival to completion, in nanoseconds.
     *
     * @param deferredElements elements that found no buffer space when they came
     */
    public record Device(
            long completed,
            double meanNanos,
            long p50Nanos,
            long p90Nanos,
            long p99Nanos,
            long maxNanos,
            long deferredElements) {}

    /**
     * The model at the edge.
     *
     * @param decided elements that got their priority from it as they arrived
     * @param undecided elements that came before any model
     * @param modelsRefused updates that could not be used or were not newer
     * @param trainedRequests requests the model in force was trained on; 0 without one
     */
    public record Edge(long decided, long undecided, long modelsRefused, long trainedRequests) {}

    /**
     * Commands that came while the workload ran.
     *
     * @param byStatus commands by what became of them; those of older epochs, repeats and commands
     *     without effect are left out, because their number depends on when they come
     * @param allocationsApplied allocations that took effect
     * @param modelUpdates model updates that took effect
     */
    public record Commands(
            Map<String, Long> byStatus, long allocationsApplied, long modelUpdates) {}

    /**
     * Input that could not be used.
     *
     * @param count all of them, those of the trace reader included
     * @param first the first few
     */
    public record DeadLetters(long count, Map<String, Long> byReason, List<DeadLetterRow> first) {}

    /** A dead letter, as {@link DeadLetter} has it. */
    public record DeadLetterRow(
            String origin, long position, String positionUnit, String reason, String excerpt) {

        /** The row of a dead letter. */
        public static DeadLetterRow of(DeadLetter letter) {
            return new DeadLetterRow(
                    letter.getOrigin(),
                    letter.getPosition(),
                    letter.getPositionUnit(),
                    letter.getReason(),
                    letter.getExcerpt());
        }
    }

    /**
     * One function's figures.
     *
     * @param shareBytes buffer space the function was entitled to at the end
     */
    public record Function(
            String functionId,
            long captured,
            long completed,
            long bytes,
            long shareBytes,
            Tags tags,
            Prefetch prefetch,
            Device with,
            Device without) {}
}
