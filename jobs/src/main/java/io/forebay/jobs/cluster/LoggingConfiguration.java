package io.forebay.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Log4j's configuration of the cluster's processes: a line is one JSON object in the fields of the
 * Elastic Common Schema, with {@code function} and {@code epoch} where it is about one. What
 * Flink's client prints is read by a person, and stays text.
 */
final class LoggingConfiguration {
    private static final String PROCESSES = "log4j2.properties";
    private static final String CLIENT = "log4j2-client.properties";
    private static final String COMMON =
            """
            rootLogger.level = INFO
            rootLogger.appenderRef.console.ref = console
            appender.console.name = console
            appender.console.type = CONSOLE
            logger.clients.name = org.apache.kafka.clients
            logger.clients.level = WARN
            # The writer of a Kafka sink registers one gauge anew with each checkpoint.
            logger.metrics.name = org.apache.flink.metrics.MetricGroup
            logger.metrics.level = ERROR
            """;
    private static final String JSON =
            """
            appender.console.layout.type = JsonTemplateLayout
            appender.console.layout.eventTemplateUri = classpath:EcsLayout.json
            """;
    private static final String TEXT =
            """
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{ISO8601} %-5p [%t] %c{1.} %m%n
            """;

    private LoggingConfiguration() {}

    static void write(ClusterFiles files) throws IOException {
        Files.writeString(files.configuration().resolve(PROCESSES), COMMON + JSON);
        Files.writeString(files.configuration().resolve(CLIENT), COMMON + TEXT);
    }

    /** Option of the Java of a process. */
    static String ofProcesses(ClusterFiles files) {
        return option(files.configuration().resolve(PROCESSES));
    }

    /** Option of the Java of Flink's client. */
    static String ofClient(ClusterFiles files) {
        return option(files.configuration().resolve(CLIENT));
    }

    private static String option(Path file) {
        return "-Dlog4j2.configurationFile=" + file;
    }
}
