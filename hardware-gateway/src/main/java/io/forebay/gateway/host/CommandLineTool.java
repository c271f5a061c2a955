package io.forebay.gateway.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the system with arguments, without a shell, and takes what it prints. */
final class CommandLineTool {
    private static final int TIMEOUT_SECONDS = 10;
    private static final int MAX_OUTPUT_BYTES = 1 << 22;

    private final List<String> command;

    CommandLineTool(List<String> command) {
        this.command = List.copyOf(command);
    }

    /**
     * Runs it once.
     *
     * @return what it printed
     * @throws IOException when it is not installed, fails or does not end; with what it printed
     */
    String run(List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(line).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException("cannot run " + command.get(0) + ": " + e.getMessage());
        }
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            String text =
                    new String(output.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("does not end: " + String.join(" ", line));
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        String.join(" ", line)
                                + ": "
                                + text.lines().reduce((a, b) -> a + "; " + b).orElse("failed"));
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in " + String.join(" ", line), e);
        } finally {
            process.destroyForcibly();
        }
    }
}
