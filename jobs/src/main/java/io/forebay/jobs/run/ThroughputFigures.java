package io.forebay.jobs.run;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How fast the topology is with its predictor and without.
 *
 * @param workload in a few words
 * @param elements each run processed
 * @param parallelism of the job
 * @param repeats measured runs of each kind, alternating, after those that warmed up
 * @param predictorOn with the predictor
 * @param predictorOff with one that learns nothing
 * @param ratio elements/s with the predictor over those without
 */
public record ThroughputFigures(
        String workload,
        long elements,
        int parallelism,
        int repeats,
        Kind predictorOn,
        Kind predictorOff,
        double ratio) {

    /**
     * One run.
     *
     * @param elementsPerSecond from the first element read to the last command out, on the wall
     * @param cpuNanosPerElement of the whole process in that time: tasks, compiler and collector
     */
    public record Run(double elementsPerSecond, double cpuNanosPerElement) {}

    /**
     * Runs of one kind.
     *
     * @param elementsPerSecond median of the runs
     * @param cpuNanosPerElement median of the runs
     * @param runs in their order
     */
    public record Kind(double elementsPerSecond, double cpuNanosPerElement, List<Run> runs) {
        public Kind {
            runs = List.copyOf(runs);
        }

        static Kind of(List<Run> runs) {
            return new Kind(
                    median(runs, Run::elementsPerSecond),
                    median(runs, Run::cpuNanosPerElement),
                    runs);
        }

        private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
            double[] sorted = runs.stream().mapToDouble(figure).toArray();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1
                    ? sorted[middle]
                    : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    static ThroughputFigures of(
            String workload, long elements, int parallelism, List<Run> on, List<Run> off) {
        Kind predictorOn = Kind.of(on);
        Kind predictorOff = Kind.of(off);
        return new ThroughputFigures(
                workload,
                elements,
                parallelism,
                on.size(),
                predictorOn,
                predictorOff,
                predictorOn.elementsPerSecond() / predictorOff.elementsPerSecond());
    }
}
