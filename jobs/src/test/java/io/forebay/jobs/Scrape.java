package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What endpoints for Prometheus serve: the labels of each metric. */
public final class Scrape {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "([A-Za-z_:][A-Za-z0-9_:]*)(?:\\{(.*)})? ([-+.0-9eEIinfNa]+)( [0-9]+)?");
    private static final Pattern LABEL =
            Pattern.compile("([A-Za-z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Labels that Prometheus itself adds. */
    private static final Set<String> ADDED = Set.of("instance", "job");

    private final Map<String, Set<String>> labels = new TreeMap<>();

    private Scrape() {}

    /** Asks all of the endpoints. */
    public static Scrape of(URI... endpoints) throws IOException, InterruptedException {
        var scrape = new Scrape();
        for (URI endpoint : endpoints) {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(endpoint).timeout(TIMEOUT).build(),
                                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(endpoint.toString()).isEqualTo(200);
            answer.body().lines().filter(line -> !line.startsWith("#")).forEach(scrape::add);
        }
        return scrape;
    }

    private void add(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        Set<String> names = labels.computeIfAbsent(sample.group(1), key -> new TreeSet<>());
        if (sample.group(2) != null) {
            Matcher label = LABEL.matcher(sample.group(2));
            while (label.find()) {
                names.add(label.group(1));
            }
        }
    }

    Set<String> metrics() {
        return labels.keySet();
    }

    /** Holds an expression to what is served: each metric, with each label it is asked for by. */
    public void assertServes(String place, String expression) {
        PromQl parsed = PromQl.parse(expression);
        assertThat(parsed.metrics()).as(place).isNotEmpty();
        for (String metric : parsed.metrics()) {
            assertThat(labels).as("%s: %s", place, expression).containsKey(metric);
            Set<String> asked = new HashSet<>(parsed.grouped());
            asked.addAll(parsed.matched().getOrDefault(metric, Set.of()));
            asked.removeAll(ADDED);
            assertThat(labels.get(metric)).as("%s: labels of %s", place, metric).containsAll(asked);
        }
    }
}
