package io.forebay.connectors.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.AlertKind;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.SchemaTrust;
import io.forebay.schemas.Severity;
import io.forebay.schemas.Surprise;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Alerts over HTTP to a receiver that refuses, fails, is busy, goes away and comes back. */
class AlertWebhookITCase {
    private static final String SECRET = "0123456789abcdef";
    private static final int AWAIT_SECONDS = 60;

    @BeforeAll
    static void trust() {
        SchemaTrust.install();
    }

    @Test
    void shouldDeliverSignedAlertOnce() throws Exception {
        try (var receiver = Receiver.start();
                var sender = sender(receiver.url(), new AtomicLong())) {
            assertThat(send(sender, alert(3))).isEqualTo(200);

            assertThat(receiver.requests()).hasSize(1);
            Receiver.Request request = receiver.requests().get(0);
            assertThat(request.key()).isEqualTo("device0/f#7@1700000000123.3");
            assertThat(request.body())
                    .contains("\"functionId\": \"device0/f\"")
                    .contains("\"kind\": \"SECURITY\"")
                    .contains("\"feature\": \"new-regions\"")
                    .doesNotContain(SECRET);
            String seconds = request.signature().replaceAll("^t=(\\d+),v1=[0-9a-f]{64}$", "$1");
            assertThat(request.signature())
                    .isEqualTo("t=" + seconds + ",v1=" + hmac(seconds + "." + request.body()));
            assertThat(Long.parseLong(seconds))
                    .isCloseTo(Clock.systemUTC().instant().getEpochSecond(), Offset.offset(600L));
        }
    }

    @Test
    void shouldSendAgainWhileReceiverIsBusyOrFails() throws Exception {
        var retries = new AtomicLong();
        try (var receiver = Receiver.start().answer(503).answer(429).answer(500);
                var sender = sender(receiver.url(), retries)) {
            assertThat(send(sender, alert(0))).isEqualTo(200);

            assertThat(receiver.requests()).hasSize(4);
            assertThat(receiver.requests())
                    .extracting(Receiver.Request::key)
                    .containsOnly(AlertRequests.keyOf(alert(0)));
            assertThat(retries).hasValue(3);
        }
    }

    @Test
    void shouldWaitAsLongAsReceiverAsks() throws Exception {
        try (var receiver = Receiver.start().answer(429, "1");
                var sender = sender(receiver.url(), new AtomicLong())) {
            assertThat(send(sender, alert(0))).isEqualTo(200);

            long waited =
                    receiver.requests().get(1).atNanos() - receiver.requests().get(0).atNanos();
            // Give or take a quarter; the backoff alone would be 20 ms.
            assertThat(TimeUnit.NANOSECONDS.toMillis(waited)).isGreaterThanOrEqualTo(700);
        }
    }

    @Test
    void shouldNotSendAgainWhatIsRefused() throws Exception {
        try (var receiver = Receiver.start().answer(400);
                var harness = harness(receiver.url(), 10)) {
            harness.open();
            harness.processElement(alert(0), 0);
            DeadLetter letter = awaitLetter(harness);

            assertThat(receiver.requests()).hasSize(1);
            assertThat(letter.getReason()).isEqualTo("webhook refused the alert: status=400");
            assertThat(letter.getOrigin()).doesNotContain("hidden").startsWith("http://127.0.0.1:");
        }
    }

    @Test
    void shouldDeliverWhenReceiverComesBack() throws Exception {
        int port;
        String url;
        try (var receiver = Receiver.start()) {
            port = receiver.port();
            url = receiver.url();
        }
        var retries = new AtomicLong();
        try (var sender = sender(url, retries)) {
            var delivery = sender.send(alert(0));
            Awaitility.await()
                    .atMost(AWAIT_SECONDS, TimeUnit.SECONDS)
                    .until(() -> retries.get() >= 2);
            try (var receiver = Receiver.startAt(port)) {
                assertThat(delivery.get(AWAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(200);
                assertThat(receiver.requests()).hasSize(1);
            }
        }
    }

    @Test
    void shouldSendAgainAfterRestartWhatWasUnderway() throws Exception {
        try (var receiver = Receiver.start()) {
            OperatorSubtaskState checkpoint;
            // Too busy for an hour: the alert is underway when the job stops.
            for (int i = 0; i < 3; i++) {
                receiver.answer(429, "3600");
            }
            try (var harness = harness(receiver.url(), 10, 3_600_000)) {
                harness.open();
                harness.processElement(alert(0), 0);
                harness.processElement(alert(1), 0);
                harness.processElement(alert(2), 0);
                Awaitility.await()
                        .atMost(AWAIT_SECONDS, TimeUnit.SECONDS)
                        .until(() -> receiver.requests().size() == 3);
                checkpoint = harness.snapshot(1, 1);
            }
            try (var harness = harness(receiver.url(), 10, 3_600_000)) {
                harness.initializeState(checkpoint);
                harness.open();
                Awaitility.await()
                        .atMost(AWAIT_SECONDS, TimeUnit.SECONDS)
                        .until(() -> receiver.requests().size() == 6);
            }
            assertThat(receiver.requests())
                    .extracting(Receiver.Request::key)
                    .filteredOn(AlertRequests.keyOf(alert(1))::equals)
                    .hasSize(2);
        }
    }

    @Test
    void shouldTurnAwayWhatTheQueueDoesNotHold() throws Exception {
        try (var receiver = Receiver.start()) {
            for (int i = 0; i < 4; i++) {
                receiver.answer(503, "3600");
            }
            try (var harness = harness(receiver.url(), 2, 3_600_000)) {
                harness.open();
                for (int i = 0; i < 3; i++) {
                    harness.processElement(alert(i), 0);
                }
                DeadLetter letter = awaitLetter(harness);

                assertThat(letter.getReason()).isEqualTo("queue of the webhook is full");
                assertThat(letter.getPosition()).isEqualTo(2);
            }
        }
    }

    @Test
    void shouldGiveUpInTheEnd() throws Exception {
        String url;
        try (var receiver = Receiver.start()) {
            url = receiver.url();
        }
        Configuration config = config(url, 10, 100).set(WebhookOptions.GIVE_UP_AFTER, millis(300));
        try (var harness = harness(WebhookSettings.from(config).orElseThrow())) {
            harness.open();
            harness.processElement(alert(0), 0);

            assertThat(awaitLetter(harness).getReason())
                    .isEqualTo("webhook cannot be reached: ConnectException");
        }
    }

    private static DeadLetter awaitLetter(
            OneInputStreamOperatorTestHarness<AnomalyAlert, DeadLetter> harness) {
        Awaitility.await()
                .pollInSameThread()
                .atMost(AWAIT_SECONDS, TimeUnit.SECONDS)
                .until(
                        () -> {
                            harness.getTaskMailbox()
                                    .tryTake(TaskMailbox.MIN_PRIORITY)
                                    .ifPresent(AlertWebhookITCase::run);
                            return !harness.extractOutputValues().isEmpty();
                        });
        return harness.extractOutputValues().get(0);
    }

    private static void run(Mail mail) {
        try {
            mail.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int send(AlertSender sender, AnomalyAlert alert) throws Exception {
        return sender.send(alert).get(AWAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static AlertSender sender(String url, AtomicLong retries) {
        WebhookSettings settings = WebhookSettings.from(config(url, 10, 2_000)).orElseThrow();
        return new AlertSender(settings, Clock.systemUTC(), attempt -> retries.incrementAndGet());
    }

    private static OneInputStreamOperatorTestHarness<AnomalyAlert, DeadLetter> harness(
            String url, int queue) throws Exception {
        return harness(url, queue, 2_000);
    }

    private static OneInputStreamOperatorTestHarness<AnomalyAlert, DeadLetter> harness(
            String url, int queue, long maxBackoffMillis) throws Exception {
        return harness(WebhookSettings.from(config(url, queue, maxBackoffMillis)).orElseThrow());
    }

    private static OneInputStreamOperatorTestHarness<AnomalyAlert, DeadLetter> harness(
            WebhookSettings settings) throws Exception {
        var factory =
                new AsyncWaitOperatorFactory<>(
                        new WebhookFunction(settings),
                        7_200_000L,
                        settings.queue() + 1,
                        AsyncDataStream.OutputMode.UNORDERED);
        var type = new AvroTypeInfo<>(AnomalyAlert.class);
        var harness =
                new OneInputStreamOperatorTestHarness<AnomalyAlert, DeadLetter>(
                        factory, type.createSerializer(new SerializerConfigImpl()));
        return harness;
    }

    private static Configuration config(String url, int queue, long maxBackoffMillis) {
        return new Configuration()
                .set(WebhookOptions.URL, url)
                .set(WebhookOptions.SECRET, SECRET)
                .set(WebhookOptions.QUEUE, queue)
                .set(WebhookOptions.RETRY_INITIAL_BACKOFF, millis(20))
                .set(WebhookOptions.RETRY_MAX_BACKOFF, millis(maxBackoffMillis))
                .set(WebhookOptions.GIVE_UP_AFTER, millis(7_200_000));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static AnomalyAlert alert(int revision) {
        return AnomalyAlert.newBuilder()
                .setFunctionId("device0/f")
                .setIncident(7)
                .setState(AlertState.ONGOING)
                .setWindowStartNanos(1_700_000_000_123_000_000L)
                .setWindowEndNanos(1_700_000_000_223_000_000L)
                .setSeverity(Severity.WARNING)
                .setSurprise(Surprise.ADDRESS)
                .setScoreBits(25)
                .setObserved(9)
                .setExpected(1)
                .setExplanation("device0/f reads")
                .setIncidentStartNanos(1_700_000_000_123_000_000L)
                .setRevision(revision)
                .setKind(AlertKind.SECURITY)
                .setSignature("scan")
                .setFeature("new-regions")
                .setMembers(List.of())
                .build();
    }
}
