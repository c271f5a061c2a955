package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The lines that this process's log would have with the layout of the images, read as JSON. */
final class LogLines implements AutoCloseable {
    private static final Path CONFIGURATION =
            Path.of("..", "docker", "gateway", "log4j2.properties");
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
                        boolean isOurs = event.getLoggerName().startsWith("io.forebay");
                        if (isOurs && lines.size() < MOST_LINES) {
                            lines.add(
                                    new String(
                                            getLayout().toByteArray(event),
                                            StandardCharsets.UTF_8));
                        }
                    }
                };
        appender.start();
        root().addAppender(appender);
        Configurator.setLevel(VERBOSE, Level.DEBUG);
    }

    private static Logger root() {
        return (Logger) LogManager.getRootLogger();
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
            Configurator.setLevel(VERBOSE, Level.INFO);
            root().removeAppender(appender);
            appender.stop();
            ofImages.stop();
        }
    }
}
