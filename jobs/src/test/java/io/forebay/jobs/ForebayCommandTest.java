package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForebayCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path directory;

    private int execute(String... arguments) {
        return Forebay.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "run --help",
                "gateway --help",
                "gateway serve --help",
                "gateway status --help",
                "gateway dump --help",
                "gateway reset --help",
                "gateway logging --help",
                "trace --help",
                "trace info --help"
            })
    void shouldExplainEveryCommand(String line) {
        assertThat(execute(line.split(" "))).isZero();
        assertThat(out.toString()).startsWith("Usage: forebay");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --speed 0|a speed is 'max' or a number above 0",
                "run --speed fast|a speed is 'max' or a number above 0",
                "run --synthetic nosuch|--synthetic knows",
                "run --format vscsi|--format needs --trace",
                "run --trace a --synthetic mixed|exclude each other",
                "run --duration -1|--duration must be from 0",
                "run --duration NaN|--duration must be from 0",
                "run --limit -5|--limit must not be negative",
                "run --speed max --duration 0|never ends",
                "run --parallelism 0|--parallelism must be from 1",
                "run --web-port 70000|--web-port must be from 0",
                "run --metrics-port 0|--metrics-port must be from 1",
                "run --gateway-metrics-port -1|--gateway-metrics-port must be from 0",
                "gateway serve --plaintext --metrics-port 70000|--metrics-port must be from 0",
                "run --buffer-budget 0|--buffer-budget must be from 1",
                "run --control-delay 0|--control-delay must be from 1",
                "run --trace x --format nosuch|vscsi",
                "run --json /no/such/folder/out.json|folder that does not exist",
                "gateway serve --storage-channels 0|--storage-channels must be from 1",
                "gateway serve|give --tls-cert, --tls-key, --tls-client-ca and --tls-roles, or"
                        + " --plaintext",
                "gateway serve --tls-cert a --tls-key b|give --tls-cert",
                "gateway serve --plaintext --tls-cert a|exclude each other",
                "gateway serve --plaintext --max-commands 0|commandsPerSecond=0",
                "gateway status --tls-ca a|TLS needs --tls-ca, --tls-cert and --tls-key",
                "gateway status 192.0.2.1:7420|without TLS only gateways on loopback",
                "trace|a command is missing",
                "gateway|a command is missing"
            })
    void shouldRefuseWrongCallsWithOneClearLine(String line, String message) {
        assertThat(execute(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"forebay.nosuch=1", "forebay.window=1 s", "forebay.anomaly.alert-bits=-3"})
    void shouldRefuseJobOptionsThatAreUnknownOrNotAllowed(String option) {
        assertThat(execute("run", "--limit", "1", "-D", option)).isNotZero();
        assertThat(err.toString())
                .contains(option.substring(0, option.indexOf('=')))
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --limit 1|forebay.anomaly.alert-bits: -3|line=1",
                "run --limit 1|forebay.nosuch: 1|unknown option: key=forebay.nosuch, value=1",
                "gateway serve --plaintext|gateway.serve.max-commands: 0|commandsPerSecond=0",
                "gateway serve --plaintext|gateway.serve.port: many|Invalid value for option"
                        + " '--port'",
                "gateway serve|gateway.serve.plaintext: true\\n"
                        + "gateway.serve.max-commands: 0|commandsPerSecond=0",
                "cluster submit|forebay.nosuch: 1|unknown option: key=forebay.nosuch"
            })
    void shouldRefuseWhatAFileSetsWithItsPlace(String line, String text, String message)
            throws IOException {
        Path file = Files.writeString(directory.resolve("forebay.yaml"), text.replace("\\n", "\n"));
        String[] arguments = (line + " --config " + file).split(" ");
        assertThat(execute(arguments)).isNotZero();
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
        if (!message.startsWith("commandsPerSecond")) {
            assertThat(err.toString()).contains("file=" + file);
        }
    }

    @Test
    void shouldServeOthersOnlyWithTls() {
        assertThat(execute("gateway", "serve", "--plaintext", "--host", "0.0.0.0")).isEqualTo(1);
        assertThat(err.toString()).contains("loopback only: host=0.0.0.0");
    }

    @Test
    void shouldRefuseAClockFromNowInVirtualTime() {
        assertThat(
                        execute(
                                "gateway",
                                "serve",
                                "--plaintext",
                                "--port",
                                "0",
                                "--speed",
                                "max",
                                "--limit",
                                "1",
                                "--from-now"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--from-now");
    }

    @Test
    void shouldSayWhichFileIsMissing() {
        assertThat(execute("trace", "info", "/no/such/file")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("forebay: no such file: /no/such/file\n");
    }

    @Test
    void shouldTellWhatIsInATrace() throws IOException {
        Path trace =
                Files.writeString(
                        directory.resolve("two.trace"), "1000 0 8 16 1\nbroken\n3000 1 24 8 0\n");
        Path json = directory.resolve("info.json");
        assertThat(execute("trace", "info", trace.toString(), "--json", json.toString())).isZero();
        assertThat(out.toString()).contains("(mqsim)", "2 in 2 functions", "dead letters 1");
        assertThat(Files.readString(json)).contains("\"elements\" : 2");
    }

    @Test
    void shouldAskForTheFormatWhenTheFileDoesNotTell() throws IOException {
        Path trace = Files.writeString(directory.resolve("letter.txt"), "Dear reader,\n");
        assertThat(execute("trace", "info", trace.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("cannot tell the format").contains("--format");
    }
}
