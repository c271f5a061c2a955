package io.forebay.gateway.capture;

import io.forebay.schemas.gateway.v1.CapturePosition;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.Subscribe;
import io.forebay.schemas.gateway.v1.Subscribed;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber's call: subscribes with the first request, then takes credit. The transport's
 * threads, one at a time.
 */
public final class CaptureCall implements StreamObserver<CaptureRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureCall.class);
    private static final int MAX_NAME_LENGTH = 64;

    private final CapturePlane plane;
    private final ServerCallStreamObserver<CaptureResponse> responses;
    private volatile CaptureStream stream;
    private boolean refused;

    /** Must be made while the call is being set up. */
    public CaptureCall(CapturePlane plane, ServerCallStreamObserver<CaptureResponse> responses) {
        this.plane = plane;
        this.responses = responses;
    }

    /** Begins to take requests. */
    public void start() {
        responses.setOnReadyHandler(this::signal);
        responses.setOnCancelHandler(this::detach);
        responses.setOnCloseHandler(this::detach);
        plane.calls().add(this);
    }

    private void signal() {
        CaptureStream current = stream;
        if (current != null) {
            current.signal();
        }
    }

    private void detach() {
        plane.calls().remove(this);
        CaptureStream current = stream;
        if (current != null) {
            current.detach();
        }
    }

    /** A heartbeat is due where nothing was sent for the interval. Any one thread. */
    public void tick(long nowNanos, long intervalNanos) {
        CaptureStream current = stream;
        if (current != null) {
            current.tick(nowNanos, intervalNanos);
        }
    }

    @Override
    public void onNext(CaptureRequest request) {
        if (refused) {
            return;
        }
        switch (request.getRequestCase()) {
            case SUBSCRIBE -> {
                if (stream == null) {
                    subscribe(request.getSubscribe());
                } else {
                    refuse(Status.INVALID_ARGUMENT, "the call has subscribed already");
                }
            }
            case CREDIT -> grant(request.getCredit().getRecords());
            case REQUEST_NOT_SET ->
                    refuse(Status.UNIMPLEMENTED, "request holds nothing this gateway knows");
        }
    }

    private void subscribe(Subscribe request) {
        CapturePosition resume = request.getResume();
        String failure = plane.log().failure();
        if (resume.getOffset() < 0) {
            refuse(
                    Status.INVALID_ARGUMENT,
                    "resume offset is negative: resumeOffset=" + resume.getOffset());
        } else if (!isCredit(request.getCreditRecords(), 0)) {
            refuse(Status.INVALID_ARGUMENT, creditViolation(request.getCreditRecords()));
        } else if (request.getFunctionIdsCount() > plane.maxFunctions()) {
            refuse(
                    Status.INVALID_ARGUMENT,
                    "more functions than there can be: functionIds="
                            + request.getFunctionIdsCount()
                            + ", maximum="
                            + plane.maxFunctions());
        } else if (failure != null) {
            // Calling again will not help, which INTERNAL would not say.
            refuse(Status.FAILED_PRECONDITION, failure);
        } else {
            open(request);
        }
    }

    private void open(Subscribe request) {
        CapturePosition resume = request.getResume();
        long logId = plane.history().logId();
        boolean isOfThisLog = resume.getLogId() == 0 || resume.getLogId() == logId;
        long offset = isOfThisLog ? resume.getOffset() : 0;
        var subscribed =
                Subscribed.newBuilder()
                        .setDeviceId(plane.deviceId())
                        .setPosition(
                                CapturePosition.newBuilder().setLogId(logId).setOffset(offset));
        if (!isOfThisLog) {
            subscribed.addAllLost(plane.history().lostSince(resume));
        }
        try {
            // Before anything is captured later than this: nothing earlier will follow.
            long clockNanos = plane.clockNanos().getAsLong();
            CaptureLog.Reader reader = plane.log().attach(offset, this::signal);
            subscribed.setEventTimeNanos(reader.nextTimeNanos(clockNanos));
            stream =
                    new CaptureStream(
                            plane,
                            reader,
                            subscribed.build(),
                            Set.copyOf(request.getFunctionIdsList()),
                            request.getCreditRecords(),
                            responses);
        } catch (IndexOutOfBoundsException e) {
            refuse(Status.OUT_OF_RANGE, e.getMessage());
            return;
        }
        if (responses.isCancelled()) {
            detach();
        }
        String name = request.getSubscriber();
        LOG.info(
                "{}: subscriber {} reads the capture from offset {}",
                plane.deviceId(),
                name.substring(0, Math.min(MAX_NAME_LENGTH, name.length())),
                offset);
        plane.onSubscription().run();
        stream.signal();
    }

    private void grant(int records) {
        if (stream == null) {
            refuse(Status.FAILED_PRECONDITION, "the first request does not subscribe");
        } else if (records == 0 || !isCredit(records, stream.credit())) {
            refuse(Status.INVALID_ARGUMENT, creditViolation(records));
        } else {
            stream.grant(records);
        }
    }

    /** An unsigned number on the wire: above 2^31 it is negative here. */
    private boolean isCredit(int records, long held) {
        return records >= 0 && held + records <= plane.maxCreditRecords();
    }

    private String creditViolation(int records) {
        return "credit is not 1 to "
                + plane.maxCreditRecords()
                + ", together with what is left: records="
                + Integer.toUnsignedString(records);
    }

    private void refuse(Status status, String description) {
        refused = true;
        Status reason = status.withDescription(description);
        if (stream == null) {
            responses.onError(reason.asRuntimeException());
        } else {
            stream.end(reason);
        }
    }

    @Override
    public void onError(Throwable cause) {
        LOG.debug("capture stream broke off", cause);
        detach();
    }

    @Override
    public void onCompleted() {
        if (stream == null && !refused) {
            refuse(Status.FAILED_PRECONDITION, "the call ended without a subscription");
        } else if (stream != null) {
            stream.endAfterCredit();
        }
    }
}
