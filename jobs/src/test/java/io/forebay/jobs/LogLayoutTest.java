package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.junit.jupiter.api.Test;

/** The text that {@code forebay run} logs. */
class LogLayoutTest {
    /** A line about these, from its message on. */
    private static String line(Map<String, String> about) throws IOException {
        var properties = new Properties();
        try (InputStream file = LogLayoutTest.class.getResourceAsStream("/log4j2.properties")) {
            properties.load(file);
        }
        var data = new SortedArrayStringMap();
        about.forEach(data::putValue);
        String line =
                PatternLayout.newBuilder()
                        .withPattern(properties.getProperty("appender.file.layout.pattern"))
                        .build()
                        .toSerializable(
                                Log4jLogEvent.newBuilder()
                                        .setLevel(Level.INFO)
                                        .setLoggerName("io.forebay.Some")
                                        .setMessage(new SimpleMessage("Incident starts"))
                                        .setContextData(data)
                                        .build());
        return line.substring(line.indexOf("Incident"));
    }

    @Test
    void shouldNameFunctionAndEpochWhereALineIsAboutOne() throws IOException {
        String end = System.lineSeparator();

        assertThat(line(Map.of())).isEqualTo("Incident starts" + end);
        assertThat(line(Map.of("function", "disk0/3")))
                .isEqualTo("Incident starts function=disk0/3" + end);
        assertThat(line(Map.of("function", "disk0/3", "epoch", "7")))
                .isEqualTo("Incident starts function=disk0/3 epoch=7" + end);
    }
}
