package io.forebay.connectors.webhook;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.forebay.schemas.AnomalyAlert;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongConsumer;

/**
 * Delivers alerts to a webhook. What a receiver refuses is not sent again; when it cannot be
 * reached, is too busy (429) or fails (5xx), the alert is sent again until it is given up. Any
 * thread.
 */
final class AlertSender implements AutoCloseable {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int SERVER_ERRORS = 500;
    private static final double JITTER = 0.25;
    private static final int MOST_DOUBLINGS = 20;

    private final WebhookSettings settings;
    private final AlertRequests requests;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final HttpClient client;
    private final FailsafeExecutor<HttpResponse<Void>> retrying;

    /**
     * Opens no connection yet.
     *
     * @param onRetry told of each further attempt, with its number from 1; any thread
     */
    AlertSender(WebhookSettings settings, Clock clock, LongConsumer onRetry) {
        this.settings = settings;
        this.clock = clock;
        requests = new AlertRequests(settings, clock);
        executor =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "forebay-webhook");
                            thread.setDaemon(true);
                            return thread;
                        });
        client =
                HttpClient.newBuilder()
                        .executor(executor)
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofMillis(settings.requestTimeoutMillis()))
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
        RetryPolicy<HttpResponse<Void>> policy =
                RetryPolicy.<HttpResponse<Void>>builder()
                        .handle(IOException.class)
                        .handleResultIf(AlertSender::isRetried)
                        .withDelayFn(this::delay)
                        .withJitter(JITTER)
                        .withMaxRetries(-1)
                        .withMaxDuration(Duration.ofMillis(settings.giveUpAfterMillis()))
                        .onRetry(event -> onRetry.accept(event.getAttemptCount()))
                        .build();
        retrying = Failsafe.with(policy).with(executor);
    }

    /** The final status; fails with the last exception when the receiver was never reached. */
    CompletableFuture<Integer> send(AnomalyAlert alert) {
        return retrying.getStageAsync(
                        () ->
                                client.sendAsync(
                                        requests.of(alert), HttpResponse.BodyHandlers.discarding()))
                .thenApply(HttpResponse::statusCode);
    }

    /** Whether a status says that the same request may succeed later. */
    static boolean isRetried(HttpResponse<Void> response) {
        return response != null && isRetried(response.statusCode());
    }

    static boolean isRetried(int status) {
        return status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT || status >= SERVER_ERRORS;
    }

    /** What the receiver asked for, else twice the last wait; cut to the longest. */
    private Duration delay(ExecutionContext<HttpResponse<Void>> attempt) {
        HttpResponse<Void> response = attempt.getLastResult();
        Optional<Duration> asked =
                response == null
                        ? Optional.empty()
                        : response.headers()
                                .firstValue("Retry-After")
                                .flatMap(value -> RetryAfter.parse(value, clock.instant()));
        int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, attempt.getAttemptCount() - 1));
        Duration wait =
                asked.orElse(
                        Duration.ofMillis(settings.initialBackoffMillis())
                                .multipliedBy(1L << doublings));
        Duration longest = Duration.ofMillis(settings.maxBackoffMillis());
        return wait.compareTo(longest) > 0 ? longest : wait;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
