package io.forebay.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code forebay run} as a user does, and reads its JSON report. */
final class CommandLineRunner {
    private final Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int exitCode;
    private String json = "";

    CommandLineRunner(Path directory) {
        this.directory = directory;
    }

    CommandLineRunner run(String... options) throws IOException {
        Path report = Files.createTempFile(directory, "report", ".json");
        List<String> arguments = new ArrayList<>(List.of("run", "--web-port", "0"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--json", report.toString()));
        exitCode =
                Forebay.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments.toArray(String[]::new));
        json = Files.readString(report);
        return this;
    }

    int exitCode() {
        return exitCode;
    }

    /** The JSON report as written. */
    String json() {
        return json;
    }

    JsonNode report() throws IOException {
        return new ObjectMapper().readTree(json);
    }

    /** Standard output and error, for messages and checks. */
    String output() {
        return out + "\n" + err;
    }
}
