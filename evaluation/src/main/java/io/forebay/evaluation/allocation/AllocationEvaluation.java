package io.forebay.evaluation.allocation;

import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.report.Progress;
import java.util.ArrayList;
import java.util.List;

/** Replays a mix through memories of several sizes under every policy. */
public final class AllocationEvaluation {
    /** Drain of the published figures, in thousandths of each function's mean rate. */
    public static final int USUAL_DRAIN_PERMILLE = 1250;

    private static final int LEAST_DRAIN_PERMILLE = 1;
    private static final int MOST_DRAIN_PERMILLE = 1_000_000;

    private AllocationEvaluation() {}

    /**
     * Runs all policies.
     *
     * @param bufferBytes sizes of the memory, each at least 1
     * @param drainPermille rate of each function's backend in thousandths of the function's mean
     *     rate, 1 to 1,000,000
     * @throws IllegalArgumentException when a size or the drain is outside its range
     */
    public static AllocationReport run(
            DeviceMix mix, List<Long> bufferBytes, int drainPermille, Progress progress) {
        if (drainPermille < LEAST_DRAIN_PERMILLE || drainPermille > MOST_DRAIN_PERMILLE) {
            throw new IllegalArgumentException(
                    "drain is out of range: drainPermille="
                            + drainPermille
                            + ", allowed "
                            + LEAST_DRAIN_PERMILLE
                            + " to "
                            + MOST_DRAIN_PERMILLE);
        }
        MemoryWorkload workload = workloadOf(mix);
        long[] rates = workload.drainBytesPerSecond(drainPermille);
        List<AllocationFigures> runs = new ArrayList<>();
        long steps = (long) bufferBytes.size() * PolicyTable.ALL.size();
        for (long budget : bufferBytes) {
            if (budget < 1) {
                throw new IllegalArgumentException(
                        "a buffer has at least one byte: bufferBytes=" + budget);
            }
            List<AllocationFigures.Policy> rows = new ArrayList<>();
            for (PolicyTable.Entry entry : PolicyTable.ALL) {
                long done = (long) runs.size() * PolicyTable.ALL.size() + rows.size();
                progress.show("allocation", done, steps);
                var memory = new SharedMemory(workload, rates, budget);
                rows.add(
                        row(
                                entry,
                                workload,
                                MemoryReplay.run(memory, entry.factory().apply(memory))));
            }
            runs.add(
                    new AllocationFigures(
                            mix.name(),
                            drainPermille / 1000.0,
                            budget,
                            mix.requestCount(),
                            workload.functionCount(),
                            offeredBytes(workload),
                            rows));
        }
        progress.show("allocation", steps, steps);
        return new AllocationReport(runs);
    }

    static MemoryWorkload workloadOf(DeviceMix mix) {
        var builder = new MemoryWorkload.Builder(mix.functions().size(), mix.spanNanos());
        for (int request = 0; request < mix.requestCount(); request++) {
            builder.add(mix.timeNanos(request), mix.function(request), mix.lengthBytes(request));
        }
        return builder.build();
    }

    private static AllocationFigures.Policy row(
            PolicyTable.Entry entry, MemoryWorkload workload, long[] lostBytes) {
        long lost = 0;
        double worst = 0;
        List<Long> byFunction = new ArrayList<>(lostBytes.length);
        for (int f = 0; f < lostBytes.length; f++) {
            lost += lostBytes[f];
            worst = Math.max(worst, percent(lostBytes[f], workload.offeredBytes(f)));
            byFunction.add(lostBytes[f]);
        }
        return new AllocationFigures.Policy(
                entry.name(),
                entry.kind().label(),
                percent(lost, offeredBytes(workload)),
                worst,
                lost,
                byFunction);
    }

    private static long offeredBytes(MemoryWorkload workload) {
        long sum = 0;
        for (int f = 0; f < workload.functionCount(); f++) {
            sum += workload.offeredBytes(f);
        }
        return sum;
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}
