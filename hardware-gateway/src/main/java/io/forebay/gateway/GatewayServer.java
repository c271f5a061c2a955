package io.forebay.gateway;

import io.forebay.gateway.capture.CaptureLog;
import io.forebay.gateway.capture.CaptureLogHistory;
import io.forebay.gateway.capture.CapturePlane;
import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.control.CommandProcessor;
import io.forebay.gateway.control.CommandRules;
import io.forebay.gateway.control.ControlPlane;
import io.forebay.gateway.control.Controllers;
import io.forebay.gateway.control.ElectionRegister;
import io.forebay.gateway.engine.DeviceFigures;
import io.forebay.gateway.security.GatewayTransport;
import io.forebay.gateway.state.StateDirectory;
import io.forebay.gateway.workload.DeadLetterLog;
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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway: one device, its workload and its gRPC service, in this process. Two kinds of threads:
 * the engine's, which alone touches device and commands, and the transport's. The methods here may
 * be called by any thread.
 *
 * <p>The service stays up after the workload has ended, until {@link #close}.
 */
public final class GatewayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
    private static final long CALLS_END_SECONDS = 2;
    private static final long STOP_SECONDS = 5;
    private static final long FIGURES_SECONDS = 1;

    /** Bounds a sum of credit, not memory: what is sent is bounded by what the transport holds. */
    private static final int MAX_CREDIT_RECORDS = 1 << 30;

    private final GatewaySettings settings;
    private final StateDirectory state;
    private final CaptureLogHistory history;
    private final CaptureLog log;
    private final CommandCounts counts = new CommandCounts();
    private final DeadLetterLog deadLetters;
    private final FunctionTable functions;
    private final CommandIntake intake;
    private final GatewayHardware hardware;
    private final WorkloadRunner runner;
    private final GatewayService service;
    private final HealthStatusManager health = new HealthStatusManager();
    private final GatewayTransport transport;
    private final Server server;
    private final Thread engineThread;
    private final ExecutorService register =
            Executors.newSingleThreadExecutor(task -> daemon(task, "gateway-register"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "gateway-timer"));
    private volatile DeviceFigures figures = DeviceFigures.NONE;
    private boolean closed;

    private GatewayServer(
            GatewaySettings settings, InetAddress address, HardwareParts.Factory factory)
            throws IOException {
        this.settings = settings;
        state = StateDirectory.open(settings.stateDirectory(), settings.deviceId());
        try {
            history = new CaptureLogHistory(state.file("capture-logs"), new SplittableRandom());
            var elections = new ElectionRegister(state.file("election"));
            log = captureLog(settings);
            deadLetters = new DeadLetterLog(settings.limits().deadLetterSamples());
            functions = new FunctionTable(settings.limits().maxFunctions());
            intake = new CommandIntake();
            hardware =
                    factory.open(
                            new HardwareParts(
                                    settings, functions, log, intake, counts, deadLetters));
            try {
                runner = new WorkloadRunner(settings, hardware, log, intake, counts);
                service =
                        new GatewayService(
                                settings,
                                hardware,
                                functions,
                                capturePlane(),
                                controlPlane(elections));
                transport = transport(address);
                server = transport.server();
            } catch (IOException | RuntimeException e) {
                hardware.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            state.close();
            throw e;
        }
        engineThread = new Thread(this::runEngine, "gateway-" + settings.deviceId());
        engineThread.setDaemon(true);
        long tickMillis = Math.max(1, settings.liveness().heartbeatInterval().toMillis() / 4);
        var unused =
                timer.scheduleWithFixedDelay(
                        service::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
    }

    private static CaptureLog captureLog(GatewaySettings settings) {
        boolean isLossless = settings.pacing() instanceof Pacing.Lockstep;
        long stallTimeoutNanos =
                settings.pacing() instanceof Pacing.Lockstep lockstep
                        ? lockstep.answerTimeout().toNanos()
                        : 0;
        return new CaptureLog(
                settings.deviceId(),
                settings.limits().captureLogRecords(),
                isLossless,
                stallTimeoutNanos);
    }

    private CapturePlane capturePlane() {
        GatewayLimits limits = settings.limits();
        return new CapturePlane(
                settings.deviceId(),
                log,
                history,
                limits.captureBatchRecords(),
                MAX_CREDIT_RECORDS,
                limits.maxFunctions(),
                hardware::clockNanos,
                intake::wake);
    }

    private ControlPlane controlPlane(ElectionRegister elections) {
        GatewayLimits limits = settings.limits();
        var rules =
                new CommandRules(
                        settings.deviceId(),
                        hardware::capturedElements,
                        hardware.mostPrefetchBlocks(),
                        limits.maxFunctions());
        var controllers =
                new Controllers(
                        settings.deviceId(),
                        elections.highest(),
                        settings.liveness().controllerTimeout().toNanos());
        var processor =
                new CommandProcessor(
                        controllers,
                        rules,
                        runner,
                        counts,
                        limits.repeatWindow(),
                        limits.maxBatchCommands());
        return new ControlPlane(
                settings.deviceId(),
                intake,
                register,
                elections,
                controllers,
                processor,
                hardware::clockNanos);
    }

    private static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private GatewayTransport transport(InetAddress address) throws IOException {
        return GatewayTransport.start(
                new InetSocketAddress(address, settings.port()),
                settings.security(),
                settings.transportLimits(),
                settings.limits().maxMessageBytes(),
                List.of(
                        service,
                        new OperatorService(settings.deviceId(), hardware, runner, intake),
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
        return startOn(settings, parts -> EmulatedHardware.open(parts, workload));
    }

    /** The same with other hardware than the emulated engine. */
    public static GatewayServer startOn(GatewaySettings settings, HardwareParts.Factory hardware)
            throws IOException {
        InetAddress address = InetAddress.getByName(settings.host());
        var gateway = new GatewayServer(settings, address, hardware);
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
        hardware.end();
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
        return hardware.report(runner.failure());
    }

    /** How far the workload is. */
    public GatewayProgress progress() {
        GatewayHardware.Elements elements = hardware.elements();
        return new GatewayProgress(
                runner.stage(),
                elements.read(),
                elements.refused(),
                elements.captured(),
                elements.completed(),
                hardware.clockNanos(),
                log.nextOffset(),
                service.gapCount(),
                log.readerCount(),
                service.controllers().count(),
                service.controllers().state(),
                counts.fencedCount(),
                counts.repeatCount(),
                counts.withoutEffectCount(),
                runner.elapsedNanos());
    }

    /** Id of its device. */
    public String deviceId() {
        return settings.deviceId();
    }

    /**
     * Totals of the device, counted between two of its events. Where the engine takes longer than a
     * second to come to that, those of the time before.
     */
    public DeviceFigures figures() {
        var counted = new CompletableFuture<DeviceFigures>();
        intake.submit(() -> counted.complete(hardware.figures()));
        try {
            figures = counted.get(FIGURES_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.debug("{}: the engine is busy", settings.deviceId(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("figures cannot be counted", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return figures;
    }

    /** Commands of the epoch in force by what became of them. */
    public Map<String, Long> commandsByStatus() {
        return counts.byStatus();
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
        timer.shutdownNow();
        register.shutdown();
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
        closeState();
        LOG.info("{}: gateway closed", settings.deviceId());
    }

    /** Writes down how far the capture went, if it is certain to go no further. */
    private void closeState() {
        if (!engineThread.isAlive()) {
            try {
                history.close(log.nextOffset());
            } catch (IOException e) {
                LOG.warn("{}: end of the capture log cannot be kept", settings.deviceId(), e);
            }
        }
        state.close();
    }
}
