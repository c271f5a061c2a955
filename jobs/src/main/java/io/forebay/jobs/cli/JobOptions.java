package io.forebay.jobs.cli;

import io.forebay.connectors.webhook.WebhookOptions;
import io.forebay.gateway.GatewaySettings;
import io.forebay.jobs.assembly.JobArguments;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/** Turns {@code -D key=value} into settings of the job. */
final class JobOptions {
    private JobOptions() {}

    /** Keys that a run takes from its configuration: those that are not the device's. */
    static Set<String> keys() {
        Set<String> keys = new TreeSet<>(OperatorOptions.keys());
        keys.removeAll(
                Set.of(
                        OperatorOptions.WINDOW.key(),
                        OperatorOptions.BUFFER_BUDGET.key(),
                        OperatorOptions.PREFETCH_BUFFER_BLOCKS.key(),
                        OperatorOptions.PREDICTOR_SEED.key()));
        keys.addAll(JobArguments.keysOf(WebhookOptions.class));
        return keys;
    }

    /**
     * Settings of a job that steers {@code gateway}: window, buffer budget and prefetch buffer are
     * the device's, the rest is as {@code options} say.
     *
     * @throws IllegalArgumentException when a key is unknown, set by the device, or its value is
     *     not allowed
     */
    static OperatorSettings settings(
            Map<String, String> options, long seed, GatewaySettings gateway) {
        Configuration device = new Configuration();
        device.set(OperatorOptions.WINDOW, gateway.window());
        device.set(
                OperatorOptions.BUFFER_BUDGET,
                new MemorySize(gateway.engine().bufferBudgetBytes()));
        device.set(
                OperatorOptions.PREFETCH_BUFFER_BLOCKS,
                Math.max(1, gateway.engine().prefetchBlocksPerFunction()));
        device.set(OperatorOptions.PREDICTOR_SEED, seed);
        Set<String> allowed = new TreeSet<>(OperatorOptions.keys());
        allowed.removeAll(device.keySet());
        Configuration all = new Configuration(device);
        options.forEach(
                (key, value) -> {
                    if (!allowed.contains(key)) {
                        throw new IllegalArgumentException(
                                "unknown option -D " + key + "; allowed: " + allowed);
                    }
                    all.setString(key, value);
                });
        return OperatorSettings.from(all);
    }
}
