package io.forebay.connectors.gateway.source.reader;

import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.Consumer;

/**
 * One Capture call. Callbacks come on gRPC's threads and go to the consumer, in order; the last is
 * {@link CaptureEvent.Ended}. Only as many batches are on their way as have been asked for, so a
 * slow reader holds the gateway back.
 */
final class CaptureStream implements ClientResponseObserver<CaptureRequest, CaptureBatch> {
    private final int aheadBatches;
    private final Consumer<CaptureEvent> events;
    private ClientCallStreamObserver<CaptureRequest> call;

    private CaptureStream(int aheadBatches, Consumer<CaptureEvent> events) {
        this.aheadBatches = aheadBatches;
        this.events = events;
    }

    /**
     * Starts the call.
     *
     * @param aheadBatches batches that may come before the first {@link #requestNext}
     */
    static CaptureStream open(
            Channel channel,
            CaptureRequest request,
            int aheadBatches,
            Consumer<CaptureEvent> events) {
        var stream = new CaptureStream(aheadBatches, events);
        GatewayGrpc.newStub(channel).capture(request, stream);
        return stream;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<CaptureRequest> started) {
        call = started;
        call.disableAutoRequestWithInitial(aheadBatches);
    }

    @Override
    public void onNext(CaptureBatch batch) {
        events.accept(new CaptureEvent.Arrived(this, batch));
    }

    @Override
    public void onError(Throwable error) {
        events.accept(new CaptureEvent.Ended(this, Status.fromThrowable(error)));
    }

    @Override
    public void onCompleted() {
        events.accept(new CaptureEvent.Ended(this, Status.OK));
    }

    /** Task thread: one more batch may come. */
    void requestNext() {
        call.request(1);
    }

    /** Task thread: gives the call up. */
    void cancel() {
        call.cancel("reader no longer needs the capture", null);
    }
}
