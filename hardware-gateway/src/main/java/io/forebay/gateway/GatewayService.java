package io.forebay.gateway;

import io.forebay.gateway.capture.CaptureCall;
import io.forebay.gateway.capture.CaptureLog;
import io.forebay.gateway.capture.CapturePlane;
import io.forebay.gateway.control.ControlCall;
import io.forebay.gateway.control.ControlPlane;
import io.forebay.gateway.control.Controllers;
import io.forebay.gateway.workload.FunctionTable;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.forebay.schemas.gateway.v1.Limits;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** The gRPC face of a gateway. Its methods run on the transport's threads and never wait. */
final class GatewayService extends GatewayGrpc.GatewayImplBase {
    /** Of {@code gateway.proto}; the minor number grows with each addition. */
    private static final String API_VERSION = "1.0";

    private final GatewaySettings settings;
    private final GatewayHardware hardware;
    private final FunctionTable functions;
    private final CapturePlane capture;
    private final ControlPlane control;
    private volatile boolean stopped;

    GatewayService(
            GatewaySettings settings,
            GatewayHardware hardware,
            FunctionTable functions,
            CapturePlane capture,
            ControlPlane control) {
        this.settings = settings;
        this.hardware = hardware;
        this.functions = functions;
        this.capture = capture;
        this.control = control;
    }

    @Override
    public void getCapabilities(
            GetCapabilitiesRequest request, StreamObserver<Capabilities> responses) {
        CaptureLog log = capture.log();
        var capabilities =
                Capabilities.newBuilder()
                        .setVersion(version())
                        .setApiVersion(API_VERSION)
                        .setDeviceId(settings.deviceId())
                        .addAllFunctionIds(functions.ids())
                        .setLogId(capture.history().logId())
                        .setFirstOffset(log.firstOffset())
                        .setNextOffset(log.nextOffset())
                        .setLimits(limits())
                        .setController(control.controllers().status());
        hardware.describe(capabilities);
        responses.onNext(capabilities.build());
        responses.onCompleted();
    }

    private Limits limits() {
        GatewayLimits limits = settings.limits();
        return Limits.newBuilder()
                .setFunctions(limits.maxFunctions())
                .setMessageBytes(limits.maxMessageBytes())
                .setBatchCommands(limits.maxBatchCommands())
                .setRepeatWindow(limits.repeatWindow())
                .setCaptureLogRecords(limits.captureLogRecords())
                .setCreditRecords(capture.maxCreditRecords())
                .setHeartbeatMillis(settings.liveness().heartbeatInterval().toMillis())
                .setControllerTimeoutMillis(settings.liveness().controllerTimeout().toMillis())
                .build();
    }

    private static String version() {
        String version = GatewayService.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public StreamObserver<CaptureRequest> capture(StreamObserver<CaptureResponse> responses) {
        var call = new CaptureCall(capture, (ServerCallStreamObserver<CaptureResponse>) responses);
        call.start();
        return call;
    }

    @Override
    public StreamObserver<ControlRequest> control(StreamObserver<ControlResponse> responses) {
        var call = new ControlCall((ServerCallStreamObserver<ControlResponse>) responses, control);
        call.start();
        if (stopped) {
            call.complete();
        }
        return call;
    }

    /** Looks who is silent, and tells who hears nothing. The timer's thread. */
    void tick() {
        long nowNanos = System.nanoTime();
        capture.tick(nowNanos, settings.liveness().heartbeatInterval().toNanos());
        control.controllers().watch(nowNanos);
    }

    /** Ends the control streams, also later ones; for the engine's thread when it stops. */
    void completeControllers() {
        stopped = true;
        control.controllers().completeAll();
    }

    Controllers controllers() {
        return control.controllers();
    }

    long gapCount() {
        return capture.gaps().sum();
    }
}
