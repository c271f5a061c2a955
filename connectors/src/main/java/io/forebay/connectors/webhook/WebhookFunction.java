package io.forebay.connectors.webhook;

import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.SchemaTrust;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each alert; gives a dead letter for one that was not delivered. The operator around it
 * keeps alerts on their way in its checkpoints and sends them again after a restart.
 */
final class WebhookFunction extends RichAsyncFunction<AnomalyAlert, DeadLetter> {
    static {
        SchemaTrust.install();
    }

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(WebhookFunction.class);
    private static final String POSITION_UNIT = "alert revision";
    private static final int FIRST_SUCCESS = 200;
    private static final int AFTER_SUCCESS = 300;

    private final WebhookSettings settings;
    private transient AlertSender sender;
    private transient AtomicInteger underway;
    // Counted on the sender's thread, shown by the metrics'.
    private transient AtomicLong sent;
    private transient AtomicLong retries;
    private transient AtomicLong rejected;
    private transient AtomicLong dropped;

    WebhookFunction(WebhookSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        underway = new AtomicInteger();
        sent = new AtomicLong();
        retries = new AtomicLong();
        rejected = new AtomicLong();
        dropped = new AtomicLong();
        sender = new AlertSender(settings, Clock.systemUTC(), attempt -> retries.incrementAndGet());
        MetricGroup group = getRuntimeContext().getMetricGroup();
        group.<Long, Gauge<Long>>gauge("alertsSent", sent::get);
        group.<Long, Gauge<Long>>gauge("alertRetries", retries::get);
        group.<Long, Gauge<Long>>gauge("alertsRejected", rejected::get);
        group.<Long, Gauge<Long>>gauge("alertsDropped", dropped::get);
        group.<Integer, Gauge<Integer>>gauge("alertsUnderway", underway::get);
    }

    @Override
    public void asyncInvoke(AnomalyAlert alert, ResultFuture<DeadLetter> result) {
        if (underway.incrementAndGet() > settings.queue()) {
            underway.decrementAndGet();
            dropped.incrementAndGet();
            result.complete(List.of(letter(alert, "queue of the webhook is full")));
            return;
        }
        var unused =
                sender.send(alert)
                        .whenComplete(
                                (status, failure) -> {
                                    underway.decrementAndGet();
                                    result.complete(outcome(alert, status, failure));
                                });
    }

    /** The job's end and failures are not the receiver's fault: only this says it was too long. */
    @Override
    public void timeout(AnomalyAlert alert, ResultFuture<DeadLetter> result) {
        dropped.incrementAndGet();
        result.complete(List.of(letter(alert, "webhook did not answer in time")));
    }

    private List<DeadLetter> outcome(AnomalyAlert alert, Integer status, Throwable failure) {
        if (failure != null) {
            dropped.incrementAndGet();
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
            return List.of(
                    letter(
                            alert,
                            "webhook cannot be reached: " + cause.getClass().getSimpleName()));
        }
        if (status >= FIRST_SUCCESS && status < AFTER_SUCCESS) {
            sent.incrementAndGet();
            return List.of();
        }
        if (AlertSender.isRetried(status)) {
            dropped.incrementAndGet();
            return List.of(letter(alert, "webhook kept failing: status=" + status));
        }
        rejected.incrementAndGet();
        return List.of(letter(alert, "webhook refused the alert: status=" + status));
    }

    private DeadLetter letter(AnomalyAlert alert, String reason) {
        LOG.warn("alert {}: {}", AlertRequests.keyOf(alert), reason);
        return new DeadLetter(
                settings.receiver(),
                (long) alert.getRevision(),
                POSITION_UNIT,
                reason,
                alert.getExplanation());
    }

    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
    }
}
