package io.forebay.gateway;

import io.forebay.gateway.capture.CaptureLog;
import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.control.CommandProcessor;
import io.forebay.gateway.control.CommandRules;
import io.forebay.gateway.security.GatewayTransport;
import io.forebay.gateway.workload.Arrivals;
import io.forebay.gateway.workload.DeadLetterLog;
import io.forebay.gateway.workload.DeviceTimeline;
import io.forebay.gateway.workload.FunctionTable;
import io.forebay.gateway.workload.WorkloadRunner;
import io.forebay.gateway.workload.WorkloadSource;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.traces.TraceReader;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway: one emulated device, its workload and its gRPC service, in this process. Two kinds of
 * threads: the engine's, which alone touches device and commands, and the transport's. The methods
 * here may be called by any thread.
 *
 * <p>The service stays up after the workload has ended, until {@link #close}.
 */
public final class GatewayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
    private static final long CALLS_END_SECONDS = 2;
    private static final long STOP_SECONDS = 5;

    private final GatewaySettings settings;
    private final CaptureLog log;
    private final CommandCounts counts = new CommandCounts();
    private final DeadLetterLog deadLetters;
    private final FunctionTable functions;
    private final CommandIntake intake;
    private final Arrivals arrivals;
    private final DeviceTimeline timeline;
    private final WorkloadRunner runner;
    private final GatewayService service;
    private final HealthStatusManager health = new HealthStatusManager();
    private final GatewayTransport transport;
    private final Server server;
    private final Thread engineThread;
    private boolean closed;

    private GatewayServer(GatewaySettings settings, InetAddress address, WorkloadSource workload)
            throws IOException {
        this.settings = settings;
        GatewayLimits limits = settings.limits();
        boolean lossless = settings.pacing() instanceof Pacing.Lockstep;
        long stallTimeoutNanos =
                settings.pacing() instanceof Pacing.Lockstep lockstep
                        ? lockstep.answerTimeout().toNanos()
                        : 0;
        log =
                new CaptureLog(
                        settings.deviceId(),
                        limits.captureLogRecords(),
                        lossless,
                        stallTimeoutNanos);
        deadLetters = new DeadLetterLog(limits.deadLetterSamples());
        functions = new FunctionTable(limits.maxFunctions());
        intake = new CommandIntake();
        TraceReader reader = workload.open(deadLetters);
        try {
            arrivals = new Arrivals(reader, settings, functions, deadLetters);
            timeline = new DeviceTimeline(settings, arrivals, log);
            runner = new WorkloadRunner(settings, timeline, log, intake, counts, reader);
            var rules =
                    new CommandRules(
                            settings.deviceId(),
                            functions::captured,
                            Math.max(1, settings.engine().prefetchBlocksPerFunction()),
                            limits.maxFunctions());
            var processor =
                    new CommandProcessor(
                            rules,
                            runner,
                            counts,
                            limits.repeatWindow(),
                            limits.maxBatchCommands());
            service = new GatewayService(settings, functions, log, intake, processor);
            transport = transport(address);
            server = transport.server();
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
        engineThread = new Thread(this::runEngine, "gateway-" + settings.deviceId());
        engineThread.setDaemon(true);
    }

    private GatewayTransport transport(InetAddress address) throws IOException {
        return GatewayTransport.start(
                new InetSocketAddress(address, settings.port()),
                settings.security(),
                settings.transportLimits(),
                settings.limits().maxMessageBytes(),
                List.of(
                        service,
                        health.getHealthService(),
                        ProtoReflectionServiceV1.newInstance()));
    }

    /**
     * Starts to serve a workload. It begins with the first capture subscriber, or at once where
     * {@link Pacing.Live} says so.
     *
     * @param workload is closed with the workload's end, or by {@link #close}
     * @throws IllegalArgumentException when the host is not loopback and connections are not
     *     secured, or TLS files are not what they should be
     * @throws IOException when the workload or a file cannot be opened or the port is taken
     */
    public static GatewayServer start(GatewaySettings settings, WorkloadSource workload)
            throws IOException {
        InetAddress address = InetAddress.getByName(settings.host());
        var gateway = new GatewayServer(settings, address, workload);
        gateway.health.setStatus(GatewayGrpc.SERVICE_NAME, ServingStatus.SERVING);
        gateway.engineThread.start();
        LOG.info("{}: gateway serves on {}", settings.deviceId(), gateway.target());
        return gateway;
    }

    /** The same for a workload that is open already. */
    public static GatewayServer start(GatewaySettings settings, TraceReader workload)
            throws IOException {
        return start(settings, deadLetters -> workload);
    }

    private void runEngine() {
        try {
            runner.run();
        } finally {
            service.completeControllers();
        }
    }

    /** Port the service listens on. */
    public int port() {
        return server.getPort();
    }

    /** Where the service listens, as {@code host:port}. */
    public String target() {
        String host = settings.host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
    }

    /** Ends the workload before its next element, as if the trace ended there. */
    public void endWorkload() {
        arrivals.end();
        intake.wake();
    }

    /** Waits until the workload has ended or failed. */
    public void awaitWorkloadEnd() throws InterruptedException {
        runner.end().await();
    }

    /** Waits until the workload has ended or failed, at most so long; false when it has not. */
    public boolean awaitWorkloadEnd(Duration timeout) throws InterruptedException {
        return runner.end().await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The service's connections, and what was refused there. */
    public GatewayTransport transport() {
        return transport;
    }

    /** Waits until {@link #close} has stopped the service. */
    public void awaitClose() throws InterruptedException {
        server.awaitTermination();
    }

    /**
     * What the workload came to.
     *
     * @throws IllegalStateException while the workload has neither ended nor failed
     */
    public GatewayReport report() {
        if (runner.end().getCount() > 0) {
            throw new IllegalStateException(
                    "the workload has not ended: device=" + settings.deviceId());
        }
        return ReportBuilder.build(
                settings, arrivals, timeline, counts, deadLetters, log, runner.failure());
    }

    /** How far the workload is. */
    public GatewayProgress progress() {
        return new GatewayProgress(
                runner.stage(),
                arrivals.read(),
                arrivals.refused(),
                arrivals.captured(),
                timeline.completed(),
                timeline.clockNanos(),
                log.nextOffset(),
                service.gapCount(),
                log.readerCount(),
                service.controllerCount(),
                counts.fencedCount(),
                counts.repeatCount(),
                counts.withoutEffectCount(),
                runner.elapsedNanos());
    }

    /**
     * Stops serving; a workload that has not ended fails. Waits some seconds for the calls to end
     * and the threads to stop. Further calls do nothing.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        health.enterTerminalState();
        server.shutdown();
        engineThread.interrupt();
        try {
            engineThread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            if (!server.awaitTermination(CALLS_END_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
                server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        transport.stopThreads();
        LOG.info("{}: gateway closed", settings.deviceId());
    }
}
