package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** The lines that this process's log would have with the layout of the images, read as JSON. */
final class LogLines implements AutoCloseable {
    private static final Path CONFIGURATION =
            Path.of("..", "docker", "gateway", "log4j2.properties");
    private static final String OURS = "io.forebay";
    private static final String VERBOSE = "io.forebay.connectors.gateway.sink.ControlSession";
    private static final int MOST_LINES = 20_000;

    private final ObjectMapper json = new ObjectMapper();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private LoggerContext ofImages;
    private AbstractAppender appender;

    void start() {
        ofImages = new LoggerContext("images", null, CONFIGURATION.toUri());
        ofImages.start();
        Layout<?> layout = ofImages.getConfiguration().getAppender("console").getLayout();
        appender =
                new AbstractAppender("lines", null, layout, false, Property.EMPTY_ARRAY) {
                    @Override
                    public void append(LogEvent event) {
                        if (lines.size() < MOST_LINES) {
                            lines.add(
                                    new String(
                                            getLayout().toByteArray(event),
                                            StandardCharsets.UTF_8));
                        }
                    }
                };
        appender.start();
        listen(OURS, Level.INFO);
        listen(VERBOSE, Level.DEBUG);
    }

    /** Lines come here instead of to where tests write theirs, whatever is written there. */
    private void listen(String logger, Level level) {
        var context = LoggerContext.getContext(false);
        LoggerConfig config =
                LoggerConfig.newBuilder()
                        .withConfig(context.getConfiguration())
                        .withLoggerName(logger)
                        .withLevel(level)
                        .withAdditivity(false)
                        .build();
        config.addAppender(appender, null, null);
        context.getConfiguration().addLogger(logger, config);
        context.updateLoggers();
    }

    /** Lines whose message has this text, each with the fields that every line has. */
    List<JsonNode> of(String text) {
        return lines.stream()
                .map(this::parse)
                .filter(line -> message(line).contains(text))
                .toList();
    }

    private JsonNode parse(String line) {
        try {
            JsonNode parsed = json.readTree(line);
            assertThat(parsed.fieldNames())
                    .toIterable()
                    .contains("@timestamp", "log.level", "log.logger", "message");
            return parsed;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("line is no JSON: " + line, e);
        }
    }

    private static String message(JsonNode line) {
        return line.get("message").asText();
    }

    @Override
    public void close() {
        if (appender != null) {
            var context = LoggerContext.getContext(false);
            context.getConfiguration().removeLogger(OURS);
            context.getConfiguration().removeLogger(VERBOSE);
            context.updateLoggers();
            appender.stop();
            ofImages.stop();
        }
    }
}
