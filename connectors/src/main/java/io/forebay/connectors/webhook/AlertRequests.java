package io.forebay.connectors.webhook;

import io.forebay.schemas.AnomalyAlert;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes requests of alerts: the alert as JSON, signed with the time of sending. Immutable; any
 * thread.
 *
 * <p>The signature is {@code t=SECONDS,v1=HEX}, with HEX the HMAC-SHA256 of {@code SECONDS.BODY}: a
 * receiver that refuses old times cannot be sent a recorded request again.
 */
final class AlertRequests {
    static final String KEY_HEADER = "Idempotency-Key";
    static final String SIGNATURE_HEADER = "Forebay-Signature";

    private static final String ALGORITHM = "HmacSHA256";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final WebhookSettings settings;
    private final Clock clock;

    AlertRequests(WebhookSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The same for each attempt to deliver an alert, another for every other alert. */
    static String keyOf(AnomalyAlert alert) {
        return alert.getFunctionId()
                + "#"
                + alert.getIncident()
                + "@"
                + alert.getIncidentStartNanos() / NANOS_PER_MILLI
                + "."
                + alert.getRevision();
    }

    HttpRequest of(AnomalyAlert alert) {
        // Avro writes a record as JSON, field by field.
        String body = alert.toString();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(settings.url())
                        .timeout(Duration.ofMillis(settings.requestTimeoutMillis()))
                        .header("Content-Type", "application/json")
                        .header(KEY_HEADER, ascii(keyOf(alert)))
                        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (!settings.secret().isEmpty()) {
            long seconds = clock.instant().getEpochSecond();
            request.header(SIGNATURE_HEADER, "t=" + seconds + ",v1=" + sign(seconds + "." + body));
        }
        return request.build();
    }

    private String sign(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(
                    new SecretKeySpec(
                            settings.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no " + ALGORITHM + " in this Java", e);
        }
    }

    /** Headers hold ASCII; a function id may hold more. */
    private static String ascii(String text) {
        var encoded = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        point -> {
                            if (point > ' ' && point < 0x7f) {
                                encoded.append((char) point);
                            } else {
                                encoded.append(String.format("%%%X", point));
                            }
                        });
        return encoded.toString();
    }
}
