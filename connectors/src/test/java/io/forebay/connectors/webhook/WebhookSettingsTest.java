package io.forebay.connectors.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void shouldBeEmptyWithoutUrl() {
        assertThat(WebhookSettings.from(new Configuration())).isEmpty();
    }

    @Test
    void shouldHaveDefaults() {
        WebhookSettings settings = from("https://example.com/hook");

        assertThat(settings.secret()).isEmpty();
        assertThat(settings.queue()).isEqualTo(1_000);
        assertThat(settings.requestTimeoutMillis()).isEqualTo(10_000);
        assertThat(settings.initialBackoffMillis()).isEqualTo(500);
        assertThat(settings.maxBackoffMillis()).isEqualTo(60_000);
        assertThat(settings.giveUpAfterMillis()).isEqualTo(600_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://host/x", "/only/a/path", "https:///nohost", "http://me:pw@host/x"})
    void shouldRefuseWhatIsNoWebhook(String url) {
        assertThatThrownBy(() -> from(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("forebay.alerts.webhook.url")
                .hasMessageNotContaining("pw");
    }

    @Test
    void shouldRefuseShortSecretWithoutSayingIt() {
        Configuration config =
                new Configuration()
                        .set(WebhookOptions.URL, "https://host/x")
                        .set(WebhookOptions.SECRET, "hush");

        assertThatThrownBy(() -> WebhookSettings.from(config))
                .hasMessage(
                        "forebay.alerts.webhook.secret must have 16 characters or more: length=4");
    }

    @Test
    void shouldNotShowSecretNorPath() {
        Configuration config =
                new Configuration()
                        .set(WebhookOptions.URL, "https://host:8443/services/T0K3N?key=5")
                        .set(WebhookOptions.SECRET, "0123456789abcdef");

        assertThat(WebhookSettings.from(config).orElseThrow().toString())
                .isEqualTo("WebhookSettings[url=https://host:8443, signed=true, queue=1000]");
    }

    @Test
    void shouldRefuseLongestWaitBelowTheFirst() {
        Configuration config =
                new Configuration()
                        .set(WebhookOptions.URL, "https://host/x")
                        .set(WebhookOptions.RETRY_MAX_BACKOFF, Duration.ofMillis(500));

        assertThatThrownBy(() -> WebhookSettings.from(config))
                .hasMessageContaining("forebay.alerts.webhook.retry.max-backoff must be from 501");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "120|120",
                "99999999999|31536000",
                "Fri, 02 Jan 2026 03:05:05 GMT|60",
                "Fri, 02 Jan 2026 03:00:00 GMT|0"
            })
    void shouldReadRetryAfter(String header, long seconds) {
        assertThat(RetryAfter.parse(header, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1.5"})
    void shouldIgnoreRetryAfterThatIsNone(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "200,false",
        "301,false",
        "400,false",
        "404,false",
        "408,true",
        "429,true",
        "500,true",
        "503,true"
    })
    void shouldRetryOnlyWhatMaySucceedLater(int status, boolean isRetried) {
        assertThat(AlertSender.isRetried(status)).isEqualTo(isRetried);
    }

    private static WebhookSettings from(String url) {
        return WebhookSettings.from(new Configuration().set(WebhookOptions.URL, url)).orElseThrow();
    }
}
