package io.forebay.gateway;

import io.forebay.gateway.capture.CaptureLog;
import io.forebay.gateway.capture.CaptureStream;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.control.CommandProcessor;
import io.forebay.gateway.control.ControlCall;
import io.forebay.gateway.workload.FunctionTable;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC face of a gateway. Its methods run on the transport's threads and never wait. */
final class GatewayService extends GatewayGrpc.GatewayImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayService.class);
    private static final int MAX_NAME_LENGTH = 64;

    private final GatewaySettings settings;
    private final GatewayHardware hardware;
    private final FunctionTable functions;
    private final CaptureLog log;
    private final CommandIntake intake;
    private final CommandProcessor processor;
    private final LongAdder gaps = new LongAdder();
    private final Set<ControlCall> controllers = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    GatewayService(
            GatewaySettings settings,
            GatewayHardware hardware,
            FunctionTable functions,
            CaptureLog log,
            CommandIntake intake,
            CommandProcessor processor) {
        this.settings = settings;
        this.hardware = hardware;
        this.functions = functions;
        this.log = log;
        this.intake = intake;
        this.processor = processor;
    }

    @Override
    public void getCapabilities(
            GetCapabilitiesRequest request, StreamObserver<Capabilities> responses) {
        var capabilities =
                Capabilities.newBuilder()
                        .setVersion(version())
                        .setDeviceId(settings.deviceId())
                        .addAllFunctionIds(functions.ids())
                        .setFirstOffset(log.firstOffset())
                        .setNextOffset(log.nextOffset());
        hardware.describe(capabilities);
        responses.onNext(capabilities.build());
        responses.onCompleted();
    }

    private static String version() {
        String version = GatewayService.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public void capture(CaptureRequest request, StreamObserver<CaptureBatch> responses) {
        var subscriber = (ServerCallStreamObserver<CaptureBatch>) responses;
        if (request.getResumeOffset() < 0) {
            subscriber.onError(
                    Status.INVALID_ARGUMENT
                            .withDescription(
                                    "resume offset is negative: resumeOffset="
                                            + request.getResumeOffset())
                            .asRuntimeException());
            return;
        }
        String failure = log.failure();
        if (failure != null) {
            // Calling again will not help, which INTERNAL would not say.
            subscriber.onError(
                    Status.FAILED_PRECONDITION.withDescription(failure).asRuntimeException());
            return;
        }
        CaptureStream stream;
        try {
            stream =
                    new CaptureStream(
                            log,
                            request.getResumeOffset(),
                            settings.limits().captureBatchRecords(),
                            gaps,
                            subscriber);
        } catch (IndexOutOfBoundsException e) {
            subscriber.onError(
                    Status.OUT_OF_RANGE.withDescription(e.getMessage()).asRuntimeException());
            return;
        }
        String name = request.getSubscriber();
        LOG.info(
                "{}: subscriber {} reads the capture from offset {}",
                settings.deviceId(),
                name.substring(0, Math.min(MAX_NAME_LENGTH, name.length())),
                request.getResumeOffset());
        subscriber.setOnReadyHandler(stream::signal);
        subscriber.setOnCancelHandler(stream::detach);
        subscriber.setOnCloseHandler(stream::detach);
        intake.wake();
        stream.signal();
    }

    @Override
    public StreamObserver<CommandBatch> control(StreamObserver<CommandBatchResult> responses) {
        var results = (ServerCallStreamObserver<CommandBatchResult>) responses;
        var call = new ControlCall(results, intake, processor, controllers::remove);
        controllers.add(call);
        call.start();
        if (stopped) {
            call.complete();
        }
        return call;
    }

    /** Ends the control streams, also later ones; for the engine's thread when it stops. */
    void completeControllers() {
        stopped = true;
        controllers.forEach(ControlCall::complete);
    }

    int controllerCount() {
        return controllers.size();
    }

    long gapCount() {
        return gaps.sum();
    }
}
