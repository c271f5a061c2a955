package io.forebay.connectors.webhook;

import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.DeadLetter;
import java.util.concurrent.TimeUnit;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Sends the alerts of a job to a webhook, at least once; a receiver knows repeats by their {@code
 * Idempotency-Key}, and the newest of an incident by its revision. Alerts of functions that belong
 * to an incident of their device are not sent: that one lists them.
 */
public final class AlertWebhook {
    /** Uid in savepoints: it never changes. */
    public static final String UID = "forebay-alert-webhook";

    private AlertWebhook() {}

    /** Wires the webhook behind a stream of alerts; gives those that were not delivered. */
    public static DataStream<DeadLetter> attach(
            DataStream<AnomalyAlert> alerts, WebhookSettings settings) {
        long timeoutMillis =
                settings.giveUpAfterMillis()
                        + settings.maxBackoffMillis()
                        + 2 * settings.requestTimeoutMillis();
        DataStream<AnomalyAlert> ofInterest =
                alerts.filter(alert -> alert.getDeviceIncident() == null).name("Alerts for people");
        // One more than the queue holds: what is beyond it is turned away, not waited for.
        return AsyncDataStream.unorderedWait(
                        ofInterest,
                        new WebhookFunction(settings),
                        timeoutMillis,
                        TimeUnit.MILLISECONDS,
                        settings.queue() + 1)
                .returns(new AvroTypeInfo<>(DeadLetter.class))
                .name("Alert webhook")
                .uid(UID);
    }
}
