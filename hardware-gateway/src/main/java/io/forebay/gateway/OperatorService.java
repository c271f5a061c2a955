package io.forebay.gateway;

import io.forebay.gateway.GatewayProgress.Stage;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.workload.WorkloadRunner;
import io.forebay.schemas.gateway.v1.GetRingsRequest;
import io.forebay.schemas.gateway.v1.OperatorGrpc;
import io.forebay.schemas.gateway.v1.ResetFunctionsRequest;
import io.forebay.schemas.gateway.v1.ResetFunctionsResponse;
import io.forebay.schemas.gateway.v1.Rings;
import io.forebay.schemas.gateway.v1.SetLoggingRequest;
import io.forebay.schemas.gateway.v1.SetLoggingResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/**
 * What a person does to a gateway. Its methods run on the transport's threads; what touches the
 * device is handed to the engine's.
 */
final class OperatorService extends OperatorGrpc.OperatorImplBase {
    private static final int MAX_REASON_LENGTH = 256;

    private final String deviceId;
    private final GatewayHardware hardware;
    private final WorkloadRunner runner;
    private final CommandIntake intake;

    OperatorService(
            String deviceId,
            GatewayHardware hardware,
            WorkloadRunner runner,
            CommandIntake intake) {
        this.deviceId = deviceId;
        this.hardware = hardware;
        this.runner = runner;
        this.intake = intake;
    }

    @Override
    public void resetFunctions(
            ResetFunctionsRequest request, StreamObserver<ResetFunctionsResponse> responses) {
        String reason = request.getReason();
        if (reason.isBlank() || reason.length() > MAX_REASON_LENGTH) {
            refuse(
                    responses,
                    Status.INVALID_ARGUMENT.withDescription(
                            "reason is empty or longer than "
                                    + MAX_REASON_LENGTH
                                    + ": length="
                                    + reason.length()));
            return;
        }
        onEngine(
                responses,
                domain -> {
                    if (runner.stage() != Stage.RUNNING) {
                        throw Status.FAILED_PRECONDITION
                                .withDescription("no workload runs: device=" + deviceId)
                                .asRuntimeException();
                    }
                    long lost = domain.reset(reason);
                    return ResetFunctionsResponse.newBuilder().setLostElements(lost).build();
                });
    }

    @Override
    public void setLogging(
            SetLoggingRequest request, StreamObserver<SetLoggingResponse> responses) {
        onEngine(
                responses,
                domain -> {
                    if (!domain.setLogging(request.getFunctionId(), request.getOn())) {
                        throw Status.NOT_FOUND
                                .withDescription(
                                        "function is not known: functionId="
                                                + request.getFunctionId())
                                .asRuntimeException();
                    }
                    return SetLoggingResponse.getDefaultInstance();
                });
    }

    @Override
    public void getRings(GetRingsRequest request, StreamObserver<Rings> responses) {
        FunctionDomain domain = domainOrRefuse(responses);
        if (domain != null) {
            responses.onNext(domain.rings());
            responses.onCompleted();
        }
    }

    private FunctionDomain domainOrRefuse(StreamObserver<?> responses) {
        FunctionDomain domain = hardware.functionDomain().orElse(null);
        if (domain == null) {
            refuse(
                    responses,
                    Status.UNIMPLEMENTED.withDescription(
                            "this hardware keeps no rings: device=" + deviceId));
        }
        return domain;
    }

    /** Does the work between two events of the device and answers with what it gives. */
    private <T> void onEngine(StreamObserver<T> responses, Function<FunctionDomain, T> work) {
        FunctionDomain domain = domainOrRefuse(responses);
        if (domain == null) {
            return;
        }
        intake.submit(
                () -> {
                    try {
                        T answer = work.apply(domain);
                        responses.onNext(answer);
                        responses.onCompleted();
                    } catch (RuntimeException e) {
                        refuse(responses, Status.fromThrowable(e));
                    }
                });
    }

    private static void refuse(StreamObserver<?> responses, Status status) {
        responses.onError(status.asRuntimeException());
    }
}
