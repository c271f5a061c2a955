package io.forebay.gateway.control;

import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.ArbitrationResult;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.ControlHeartbeat;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One controller's stream. Requests go to the engine's thread, which answers them in order; an
 * arbitration goes by the register's thread, and what comes behind it waits. Only so many requests
 * are taken at a time, and none while the caller does not read.
 */
public final class ControlCall implements StreamObserver<ControlRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ControlCall.class);
    private static final int REQUESTS_IN_FLIGHT = 16;

    private final ServerCallStreamObserver<ControlResponse> responses;
    private final ControlPlane plane;

    /** Requests answered whose successors have not been asked for. */
    private final AtomicInteger credit = new AtomicInteger();

    /** Requests on the register's thread. */
    private final AtomicInteger detours = new AtomicInteger();

    private final AtomicBoolean completed = new AtomicBoolean();
    private boolean hasArbitrated;
    private volatile Candidate candidate;
    private volatile long lastHeardNanos = System.nanoTime();

    /** Must be made while the call is being set up. */
    public ControlCall(ServerCallStreamObserver<ControlResponse> responses, ControlPlane plane) {
        this.responses = responses;
        this.plane = plane;
    }

    /** Begins to take requests. */
    public void start() {
        responses.disableAutoRequest();
        responses.setOnReadyHandler(this::requestMore);
        responses.setOnCancelHandler(() -> plane.controllers().remove(this));
        responses.setOnCloseHandler(() -> plane.controllers().remove(this));
        plane.controllers().add(this);
        responses.request(REQUESTS_IN_FLIGHT);
    }

    @Override
    public void onNext(ControlRequest request) {
        lastHeardNanos = System.nanoTime();
        if (!hasArbitrated && !request.hasArbitration()) {
            pass(
                    refusal(
                            Status.FAILED_PRECONDITION,
                            "the first request is not an arbitration: request="
                                    + request.getRequestCase()));
            return;
        }
        switch (request.getRequestCase()) {
            case ARBITRATION -> arbitrate(request.getArbitration());
            case BATCH -> {
                CommandBatch batch = request.getBatch();
                pass(() -> answer(batch));
            }
            case HEARTBEAT -> {
                ControlHeartbeat heartbeat = request.getHeartbeat();
                pass(() -> answer(heartbeat));
            }
            case REQUEST_NOT_SET ->
                    pass(refusal(Status.UNIMPLEMENTED, "request holds nothing this gateway knows"));
        }
    }

    /** To the engine's thread, behind what takes the detour. */
    private void pass(Runnable task) {
        if (detours.get() == 0) {
            plane.intake().submit(task);
        } else {
            detour(() -> task);
        }
    }

    private void detour(Detour detour) {
        detours.incrementAndGet();
        try {
            plane.register().execute(() -> takeDetour(detour));
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway is closing", e);
        }
    }

    private void takeDetour(Detour detour) {
        plane.intake().submit(detour.run());
        // Only now: whoever finds none on the detour is behind this one.
        detours.decrementAndGet();
    }

    private void arbitrate(Arbitration arbitration) {
        hasArbitrated = true;
        detour(() -> enter(arbitration));
    }

    /** On the register's thread: what the engine's has to do about it. */
    private Runnable enter(Arbitration arbitration) {
        String device = arbitration.getDeviceId();
        if (!device.isEmpty() && !device.equals(plane.deviceId())) {
            return refusal(
                    Status.NOT_FOUND,
                    "not this device: device=" + device + ", this device=" + plane.deviceId());
        }
        try {
            var entered =
                    new Candidate(
                            arbitration.getControllerId(),
                            ElectionId.of(arbitration.getElectionId()));
            if (!plane.elections().enter(entered)) {
                return refusal(
                        Status.INVALID_ARGUMENT,
                        "election id is another controller's: electionId="
                                + entered.electionId()
                                + ", controllerId="
                                + entered.controllerId());
            }
            return () -> takePart(entered);
        } catch (IllegalArgumentException e) {
            return refusal(Status.INVALID_ARGUMENT, e.getMessage());
        } catch (IOException e) {
            LOG.error("{}: election id cannot be written", plane.deviceId(), e);
            return refusal(Status.UNAVAILABLE, "election id cannot be written: " + e.getMessage());
        }
    }

    private Runnable refusal(Status status, String description) {
        return () -> fail(status.withDescription(description));
    }

    @Override
    public void onError(Throwable cause) {
        LOG.debug("control stream broke off", cause);
    }

    @Override
    public void onCompleted() {
        pass(this::complete);
    }

    /** Ends the stream, after the responses given so far. The engine's thread, or any after it. */
    public void complete() {
        if (completed.compareAndSet(false, true) && !responses.isCancelled()) {
            try {
                responses.onCompleted();
            } catch (RuntimeException e) {
                LOG.debug("control stream could not be ended", e);
            }
        }
    }

    private void fail(Status status) {
        if (completed.compareAndSet(false, true) && !responses.isCancelled()) {
            responses.onError(status.asRuntimeException());
        }
    }

    private void takePart(Candidate entered) {
        if (isOver()) {
            // It came into the register all the same: its id is the highest from now on.
            plane.controllers().takePart(this, entered);
            return;
        }
        candidate = entered;
        plane.controllers().takePart(this, entered);
        ArbitrationResult result = plane.controllers().standing(entered);
        respond(ControlResponse.newBuilder().setArbitration(result).build());
    }

    private void answer(CommandBatch batch) {
        if (!completed.get()) {
            respond(
                    ControlResponse.newBuilder()
                            .setBatchResult(plane.processor().process(batch, candidate))
                            .build());
        }
    }

    private void answer(ControlHeartbeat heartbeat) {
        respond(
                ControlResponse.newBuilder()
                        .setHeartbeat(
                                heartbeat.toBuilder()
                                        .setDeviceTimeNanos(plane.clockNanos().getAsLong()))
                        .build());
    }

    private void respond(ControlResponse response) {
        if (send(response)) {
            credit.incrementAndGet();
            requestMore();
        }
    }

    /** Says unasked how the controller stands now. The engine's thread. */
    void tell(ArbitrationResult standing) {
        send(ControlResponse.newBuilder().setArbitration(standing).build());
    }

    private boolean send(ControlResponse response) {
        if (isOver()) {
            return false;
        }
        try {
            responses.onNext(response);
            return true;
        } catch (RuntimeException e) {
            // The caller has left between the check and the sending.
            LOG.debug("response could not be sent", e);
            return false;
        }
    }

    private void requestMore() {
        if (responses.isReady()) {
            int count = credit.getAndSet(0);
            if (count > 0) {
                responses.request(count);
            }
        }
    }

    /** Who the caller said it is; null before. Any thread. */
    Candidate candidate() {
        return candidate;
    }

    /** When the caller's last request came, by {@code System.nanoTime}. Any thread. */
    long lastHeardNanos() {
        return lastHeardNanos;
    }

    /** Whether nothing can be sent any more. Any thread. */
    boolean isOver() {
        return completed.get() || responses.isCancelled();
    }

    /** What the register's thread does with a request: gives the engine's thread the rest. */
    @FunctionalInterface
    private interface Detour {
        Runnable run();
    }
}
