package io.forebay.jobs.measure;

import java.util.List;
import java.util.Map;

/**
 * What is measured on which cluster.
 *
 * @param functions numbers of functions, each measured on a cluster of its own
 * @param functionsPerDevice functions that share the weights of a device
 * @param hotShare share of the traffic that one more function has, 0 for none
 * @param eventRate elements a second of event time of what is caught up on
 * @param warmUp elements caught up on before those that are measured
 * @param elements caught up on and measured
 * @param parallelisms of the job
 * @param caches numbers of live functions of a subtask
 * @param withoutPredictor whether each is measured without its predictor, too
 * @param rounds times each is measured, with and without predictor in turn
 * @param settlingSeconds for which the job is fed at its rate before latency is measured
 * @param settlingCheckpoints triggered meanwhile
 * @param latencySeconds for which latency is measured, 0 for not at all
 * @param latencyRate elements a second meanwhile, 0 for half of the throughput
 * @param taskManagers number of them
 * @param partitions of each topic
 * @param flinkOptions entries of Flink's configuration
 * @param jobOptions options of the job
 */
public record MeasureSettings(
        List<Integer> functions,
        int functionsPerDevice,
        double hotShare,
        double eventRate,
        long warmUp,
        long elements,
        List<Integer> parallelisms,
        List<Integer> caches,
        boolean withoutPredictor,
        int rounds,
        int settlingSeconds,
        int settlingCheckpoints,
        int latencySeconds,
        double latencyRate,
        int taskManagers,
        int partitions,
        Map<String, String> flinkOptions,
        Map<String, String> jobOptions) {
    private static final int MOST_CHECKPOINTS = 1000;

    public MeasureSettings {
        functions = List.copyOf(functions);
        parallelisms = List.copyOf(parallelisms);
        caches = List.copyOf(caches);
        flinkOptions = Map.copyOf(flinkOptions);
        jobOptions = Map.copyOf(jobOptions);
        requireSome("functions", functions);
        requireSome("parallelisms", parallelisms);
        requireSome("caches", caches);
        require(functionsPerDevice >= 1, "functionsPerDevice", functionsPerDevice, "1 or more");
        require(hotShare >= 0 && hotShare < 1, "hotShare", hotShare, "0 to below 1");
        require(eventRate > 0 && eventRate <= 1e9, "eventRate", eventRate, "above 0, at most 1e9");
        require(warmUp >= 0, "warmUp", warmUp, "0 or more");
        require(elements >= 2, "elements", elements, "2 or more");
        require(rounds >= 1 && rounds <= 100, "rounds", rounds, "1 to 100");
        require(settlingSeconds >= 0, "settlingSeconds", settlingSeconds, "0 or more");
        require(
                settlingCheckpoints >= 0 && settlingCheckpoints <= MOST_CHECKPOINTS,
                "settlingCheckpoints",
                settlingCheckpoints,
                "0 to " + MOST_CHECKPOINTS);
        require(latencySeconds >= 0, "latencySeconds", latencySeconds, "0 or more");
        require(
                latencyRate >= 0 && latencyRate <= 1e6,
                "latencyRate",
                latencyRate,
                "0 to 1,000,000");
        require(taskManagers >= 1, "taskManagers", taskManagers, "1 or more");
        require(partitions >= 1, "partitions", partitions, "1 or more");
    }

    private static void requireSome(String name, List<Integer> values) {
        require(
                !values.isEmpty() && values.stream().allMatch(value -> value >= 1),
                name,
                values,
                "numbers of 1 or more");
    }

    private static void require(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "not allowed: " + name + "=" + value + ", allowed=" + allowed);
        }
    }

    /** Slots a TaskManager needs for the greatest parallelism. */
    int slots() {
        int most = parallelisms.stream().mapToInt(Integer::intValue).max().orElseThrow();
        return (most + taskManagers - 1) / taskManagers;
    }
}
