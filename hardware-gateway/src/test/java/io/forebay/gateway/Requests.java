package io.forebay.gateway;

import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ElectionId;
import io.forebay.schemas.gateway.v1.Subscribe;

/** First messages of a client's streams. */
public final class Requests {
    private static final int MUCH_CREDIT = 1 << 30;

    private Requests() {}

    /** Asks for control as the job of this epoch. */
    public static ControlRequest arbitration(long epoch) {
        return ControlRequest.newBuilder()
                .setArbitration(
                        Arbitration.newBuilder()
                                .setControllerId("test")
                                .setElectionId(ElectionId.newBuilder().setLow(epoch)))
                .build();
    }

    /** Wraps a batch. */
    public static ControlRequest of(CommandBatch batch) {
        return ControlRequest.newBuilder().setBatch(batch).build();
    }

    /** Captures all there is. */
    public static CaptureRequest subscribe() {
        return CaptureRequest.newBuilder()
                .setSubscribe(
                        Subscribe.newBuilder().setSubscriber("test").setCreditRecords(MUCH_CREDIT))
                .build();
    }
}
