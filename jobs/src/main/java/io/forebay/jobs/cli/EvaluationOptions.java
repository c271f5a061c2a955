package io.forebay.jobs.cli;

import io.forebay.evaluation.report.HtmlPage;
import io.forebay.evaluation.report.Page;
import io.forebay.evaluation.report.TextPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where an evaluation ends and what it writes. Shared by the {@code evaluate} commands. Call {@link
 * #validate} first, {@link #publish} last.
 */
final class EvaluationOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = {
                "Stop after this many requests; 0 has no limit (default: ${DEFAULT-VALUE}).",
                "The figures are those of a trace that ends there."
            })
    private long limit;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON, too.")
    private Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page with tables and charts, too.")
    private Path html;

    /** Fails, as a wrong call, unless the options can be followed. */
    void validate() {
        if (limit < 0) {
            throw wrong("--limit must not be negative: " + limit);
        }
        requireFolder("--json", json);
        requireFolder("--html", html);
        if (html != null) {
            // Charts need no screen; where Java thinks it has one, some systems show a window's
            // icon.
            System.setProperty("java.awt.headless", "true");
            HtmlPage.requireDrawing();
        }
    }

    private void requireFolder(String option, Path file) {
        if (file != null && !Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw wrong(option + " names a file in a folder that does not exist: " + file);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Requests at most, 0 for all. */
    long limit() {
        return limit;
    }

    /** The call as it was typed, for the page. */
    String commandLine() {
        CommandLine root = spec.commandLine();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return "./forebay " + String.join(" ", root.getParseResult().originalArgs());
    }

    /**
     * Prints what was found, and writes the files that were asked for.
     *
     * @param page for people
     * @param figures for programs: what Jackson can turn into JSON
     */
    void publish(Page page, Object figures) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        TextPage.print(page, out);
        out.flush();
        if (json != null) {
            JsonFiles.write(json, figures);
        }
        if (html != null) {
            WholeFiles.write(html, HtmlPage.render(page).getBytes(StandardCharsets.UTF_8));
        }
    }
}
