package io.forebay.jobs.run;

import io.forebay.connectors.webhook.WebhookSettings;
import io.forebay.gateway.GatewaySettings;
import io.forebay.operators.OperatorSettings;

/**
 * What an embedded run runs.
 *
 * @param workload the workload in a few words
 * @param seed of the workload and of the models
 * @param speed of the device's clock against the wall clock, or max
 * @param gateway the device and its clock
 * @param operators settings of the job
 * @param parallelism of the Flink job
 * @param webPorts port of the Flink web UI, or a range
 * @param alertWebhook where alerts are sent; null for nowhere
 * @param metrics where metrics are served
 */
public record RunSettings(
        String workload,
        long seed,
        Speed speed,
        GatewaySettings gateway,
        OperatorSettings operators,
        int parallelism,
        String webPorts,
        WebhookSettings alertWebhook,
        MetricsPorts metrics) {

    /** A run that sends its alerts nowhere and serves no metrics. */
    public RunSettings(
            String workload,
            long seed,
            Speed speed,
            GatewaySettings gateway,
            OperatorSettings operators,
            int parallelism,
            String webPorts) {
        this(
                workload,
                seed,
                speed,
                gateway,
                operators,
                parallelism,
                webPorts,
                null,
                MetricsPorts.NONE);
    }
}
