package io.forebay.gateway;

import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.ring.RingDirectory;
import io.forebay.gateway.workload.DeviceTimeline;
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
import java.util.function.Supplier;

/**
 * What a person does to a gateway. Its methods run on the transport's threads; what touches the
 * device is handed to the engine's.
 */
final class OperatorService extends OperatorGrpc.OperatorImplBase {
    private static final int MAX_REASON_LENGTH = 256;

    private final String deviceId;
    private final DeviceTimeline timeline;
    private final WorkloadRunner runner;
    private final CommandIntake intake;
    private final RingDirectory rings;

    /**
     * @param rings null where the rings are on the heap
     */
    OperatorService(
            String deviceId,
            DeviceTimeline timeline,
            WorkloadRunner runner,
            CommandIntake intake,
            RingDirectory rings) {
        this.deviceId = deviceId;
        this.timeline = timeline;
        this.runner = runner;
        this.intake = intake;
        this.rings = rings;
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
                () -> {
                    long before = timeline.engine().statistics().lostElements();
                    if (!runner.reset(reason)) {
                        throw Status.FAILED_PRECONDITION
                                .withDescription("no workload runs: device=" + deviceId)
                                .asRuntimeException();
                    }
                    long lost = timeline.engine().statistics().lostElements() - before;
                    return ResetFunctionsResponse.newBuilder().setLostElements(lost).build();
                });
    }

    @Override
    public void setLogging(
            SetLoggingRequest request, StreamObserver<SetLoggingResponse> responses) {
        onEngine(
                responses,
                () -> {
                    if (!timeline.engine().setLogging(request.getFunctionId(), request.getOn())) {
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
        Rings.Builder answer = Rings.newBuilder();
        if (rings != null) {
            answer.setDirectory(rings.path().toString())
                    .setGeneration(rings.generation())
                    .setRefusedResizes(rings.refusedResizes())
                    .setRingsWithoutRoom(rings.ringsWithoutRoom());
        }
        responses.onNext(answer.build());
        responses.onCompleted();
    }

    /** Does the work between two events of the device and answers with what it gives. */
    private <T> void onEngine(StreamObserver<T> responses, Supplier<T> work) {
        intake.submit(
                () -> {
                    try {
                        T answer = work.get();
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
