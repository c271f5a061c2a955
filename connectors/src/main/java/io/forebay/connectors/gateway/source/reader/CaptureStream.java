package io.forebay.connectors.gateway.source.reader;

import io.forebay.schemas.gateway.v1.CaptureCredit;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.Subscribe;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.Consumer;

/**
 * One Capture call. Callbacks come on gRPC's threads and go to the consumer, in order; the last is
 * {@link CaptureEvent.Ended}. Only as many records are on their way as credit was granted for, so a
 * slow reader holds the gateway back. Heartbeats are not handed on: they only show that the gateway
 * is there.
 */
final class CaptureStream implements ClientResponseObserver<CaptureRequest, CaptureResponse> {
    private final int creditRecords;
    private final Consumer<CaptureEvent> events;
    private ClientCallStreamObserver<CaptureRequest> call;
    private volatile long lastHeardNanos = System.nanoTime();
    private int ungranted;

    private CaptureStream(int creditRecords, Consumer<CaptureEvent> events) {
        this.creditRecords = creditRecords;
        this.events = events;
    }

    /** Starts the call; its credit is what the subscription grants. */
    static CaptureStream open(
            Channel channel, Subscribe subscription, Consumer<CaptureEvent> events) {
        var stream = new CaptureStream(subscription.getCreditRecords(), events);
        GatewayGrpc.newStub(channel).capture(stream);
        stream.send(CaptureRequest.newBuilder().setSubscribe(subscription));
        return stream;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<CaptureRequest> started) {
        call = started;
    }

    @Override
    public void onNext(CaptureResponse response) {
        lastHeardNanos = System.nanoTime();
        switch (response.getResponseCase()) {
            case SUBSCRIBED ->
                    events.accept(new CaptureEvent.Subscribed(this, response.getSubscribed()));
            case BATCH -> events.accept(new CaptureEvent.Arrived(this, response.getBatch()));
            case SYNC -> events.accept(new CaptureEvent.Synced(this));
            case HEARTBEAT, RESPONSE_NOT_SET -> {
                // Nothing to deliver; what a later version says beside records may be passed over.
            }
        }
    }

    @Override
    public void onError(Throwable error) {
        events.accept(new CaptureEvent.Ended(this, Status.fromThrowable(error)));
    }

    @Override
    public void onCompleted() {
        events.accept(new CaptureEvent.Ended(this, Status.OK));
    }

    /** Task thread: so many records were taken in. Credit goes back half a window at a time. */
    void grant(int recordCount) {
        ungranted += recordCount;
        if (2 * ungranted >= creditRecords) {
            send(
                    CaptureRequest.newBuilder()
                            .setCredit(CaptureCredit.newBuilder().setRecords(ungranted)));
            ungranted = 0;
        }
    }

    private void send(CaptureRequest.Builder request) {
        try {
            call.onNext(request.build());
        } catch (IllegalStateException e) {
            // The call ended a moment ago; its end is on its way to the consumer.
        }
    }

    /** Whether nothing came for so long. Any thread. */
    boolean isSilent(long nanos) {
        return System.nanoTime() - lastHeardNanos > nanos;
    }

    /** Gives the call up, which then ends as cancelled. Any thread. */
    void cancel(String reason) {
        call.cancel(reason, null);
    }
}
