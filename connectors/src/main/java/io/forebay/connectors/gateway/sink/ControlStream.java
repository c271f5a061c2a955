package io.forebay.connectors.gateway.sink;

import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * One Control call. Used from the mailbox thread; what gRPC's threads bring goes to the listener on
 * the mailbox thread too.
 */
final class ControlStream implements ClientResponseObserver<ControlRequest, ControlResponse> {
    /** Told on the mailbox thread; what it throws fails the task. */
    interface Listener {
        void onResponse(ControlStream stream, ControlResponse response) throws IOException;

        void onEnd(ControlStream stream, Status status) throws IOException;
    }

    private final MailboxExecutor mailbox;
    private final Listener listener;
    private ClientCallStreamObserver<ControlRequest> requests;

    private ControlStream(MailboxExecutor mailbox, Listener listener) {
        this.mailbox = mailbox;
        this.listener = listener;
    }

    static ControlStream open(Channel channel, MailboxExecutor mailbox, Listener listener) {
        var stream = new ControlStream(mailbox, listener);
        GatewayGrpc.newStub(channel).control(stream);
        return stream;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ControlRequest> call) {
        requests = call;
    }

    /**
     * Sends a request.
     *
     * @throws IllegalStateException when the call has ended, which the listener is told, too
     */
    void send(ControlRequest.Builder request) {
        requests.onNext(request.build());
    }

    /** Gives the call up at once. */
    void cancel() {
        requests.cancel("sink gives the stream up", null);
    }

    @Override
    public void onNext(ControlResponse response) {
        toMailbox(() -> listener.onResponse(this, response));
    }

    @Override
    public void onError(Throwable error) {
        Status status = Status.fromThrowable(error);
        toMailbox(() -> listener.onEnd(this, status));
    }

    @Override
    public void onCompleted() {
        Status status = Status.UNAVAILABLE.withDescription("gateway ended the stream");
        toMailbox(() -> listener.onEnd(this, status));
    }

    private void toMailbox(ThrowingRunnable<IOException> action) {
        try {
            mailbox.execute(action, "control stream");
        } catch (RejectedExecutionException e) {
            // The task is over, and with it the interest in the answer.
        }
    }
}
