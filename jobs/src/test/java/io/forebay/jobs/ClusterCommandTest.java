package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that start nothing. */
class ClusterCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String line) {
        return Forebay.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "up ", "submit ", "status ", "savepoint ", "feed ", "down ", "measure "})
    void shouldExplainEveryCommand(String command) {
        assertThat(execute("cluster " + command + "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: forebay cluster");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster|a command is missing",
                "cluster up --task-managers 0|must be above 0",
                "cluster submit --parallelism 0|--parallelism must be above 0",
                "cluster submit --source trace|--source is kafka or gateway",
                "cluster submit --source gateway --synthetic mixed|cluster up --workload",
                "cluster submit --synthetic nosuch|--synthetic knows",
                "cluster measure --functions 0|functions=[0]",
                "cluster measure --hot-share 1|hotShare=1.0",
                "cluster measure --json nosuch/figures.json|--json names a file in a folder",
                "cluster feed --trace a --synthetic mixed|exclude each other"
            })
    void shouldRefuseWrongCallsWithOneClearLine(String line, String message) {
        assertThat(execute(line)).isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    }
}
