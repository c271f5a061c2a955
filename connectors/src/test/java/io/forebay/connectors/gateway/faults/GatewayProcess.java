package io.forebay.connectors.gateway.faults;

import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A gateway with steady reads in a process of its own, which can be killed. */
final class GatewayProcess implements AutoCloseable {
    private static final int STOP_SECONDS = 60;

    private final Process process;
    private final BufferedReader output;
    private final int port;

    private GatewayProcess(Process process) throws IOException {
        this.process = process;
        this.output = process.inputReader();
        this.port = Integer.parseInt(expect("port "));
    }

    /** Starts it; it keeps in {@code state} what outlives it. */
    static GatewayProcess start(Path state, int elements, long gapNanos) throws IOException {
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayProcess.class.getName(),
                        state.toString(),
                        Integer.toString(elements),
                        Long.toString(gapNanos),
                        Long.toString(ProcessHandle.current().pid()));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return new GatewayProcess(builder.start());
    }

    int port() {
        return port;
    }

    /** The process is gone at once, whatever it was doing: SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Lets the gateway close in order; tells how many records it has captured. */
    long terminate() throws IOException {
        // Process.destroy would also close what it has to say.
        process.toHandle().destroy();
        return Long.parseLong(expect("records "));
    }

    private String expect(String what) throws IOException {
        String line = output.readLine();
        if (line == null || !line.startsWith(what)) {
            throw new IOException("gateway process said: " + line);
        }
        return line.substring(what.length());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** The process: state directory, elements, nanoseconds between them, process to live with. */
    public static void main(String[] arguments) throws Exception {
        var settings =
                GatewaySettings.builder(SteadyReads.DEVICE)
                        .pacing(Pacing.live(1))
                        .withBaseline(false)
                        .stateDirectory(Path.of(arguments[0]))
                        .build();
        var reads = new SteadyReads(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
        GatewayServer gateway = GatewayServer.start(settings, reads);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    gateway.close();
                                    System.out.println(
                                            "records " + gateway.progress().captureRecords());
                                }));
        System.out.println("port " + gateway.port());
        ProcessHandle parent = ProcessHandle.of(Long.parseLong(arguments[3])).orElseThrow();
        while (parent.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(Duration.ofMillis(200).toMillis());
        }
    }
}
