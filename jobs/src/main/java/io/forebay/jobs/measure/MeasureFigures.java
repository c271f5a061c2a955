package io.forebay.jobs.measure;

import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param cases each number of functions, parallelism and size of the cache
 */
public record MeasureFigures(List<Case> cases) {
    public MeasureFigures {
        cases = List.copyOf(cases);
    }

    /**
     * One number of functions, parallelism and size of the cache.
     *
     * @param functions that were fed, a hot one included
     * @param devices they belong to
     * @param parallelism of the job
     * @param cacheFunctions live functions of a subtask
     * @param on with the predictor, in the round whose ratio is the median
     * @param off without, in the same round; null where it was not measured
     * @param ratio throughput with the predictor over that without; NaN where it was not measured
     * @param ratios of all rounds, in their order; none where they were not measured
     * @param latency null where it was not measured
     * @param peakResidentBytes of all processes together, each at its own peak so far
     * @param peakResidentBytesByProcess the same by process
     */
    public record Case(
            int functions,
            int devices,
            int parallelism,
            int cacheFunctions,
            Throughput on,
            Throughput off,
            double ratio,
            List<Double> ratios,
            Latency latency,
            long peakResidentBytes,
            Map<String, Long> peakResidentBytesByProcess) {
        public Case {
            ratios = List.copyOf(ratios);
            peakResidentBytesByProcess = Map.copyOf(peakResidentBytesByProcess);
        }
    }

    /**
     * How fast the job catches up.
     *
     * @param elementsPerSecond tags written a second after those that warmed up
     * @param elements that were measured
     * @param seconds they took
     * @param commandsPerElement of all kinds
     * @param cpuMicrosPerElement of all processes together
     * @param cpuMicrosByStage the same by what the threads were for
     * @param checkpoints completed meanwhile and before
     * @param largestCheckpointBytes most state that a checkpoint had in all
     * @param longestCheckpointMillis longest time a checkpoint took
     * @param operatorMetrics some metrics of the operators near the end, summed over subtasks
     */
    public record Throughput(
            double elementsPerSecond,
            long elements,
            double seconds,
            double commandsPerElement,
            double cpuMicrosPerElement,
            Map<String, Double> cpuMicrosByStage,
            int checkpoints,
            long largestCheckpointBytes,
            long longestCheckpointMillis,
            Map<String, Double> operatorMetrics) {
        public Throughput {
            cpuMicrosByStage = Map.copyOf(cpuMicrosByStage);
            operatorMetrics = Map.copyOf(operatorMetrics);
        }
    }

    /**
     * From the time an element was due to be written to Kafka to the time its tag had been read
     * from there, without waiting for its transaction to be committed.
     *
     * @param elementsPerSecond that were fed
     * @param elements that were measured, each of which was answered
     * @param p50Millis median
     * @param p90Millis nine of ten
     * @param p99Millis 99 of 100
     * @param p999Millis 999 of 1,000
     * @param maxMillis longest
     * @param checkpoints completed meanwhile and before
     * @param load meanwhile
     */
    public record Latency(
            double elementsPerSecond,
            long elements,
            double p50Millis,
            double p90Millis,
            double p99Millis,
            double p999Millis,
            double maxMillis,
            int checkpoints,
            Load load) {}

    /**
     * What is taken of the machine.
     *
     * @param cpuMicrosPerElement of all processes of the cluster together
     * @param cpuMicrosByStage the same by what the threads were for
     * @param busyShare of all processors, whatever they do; NaN where the system does not tell
     */
    public record Load(
            double cpuMicrosPerElement, Map<String, Double> cpuMicrosByStage, double busyShare) {
        public Load {
            cpuMicrosByStage = Map.copyOf(cpuMicrosByStage);
        }
    }
}
