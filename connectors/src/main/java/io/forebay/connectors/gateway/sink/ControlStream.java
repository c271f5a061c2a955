package io.forebay.connectors.gateway.sink;

import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;

/**
 * One Control call. Used from the mailbox thread; what gRPC's threads bring goes to the listener on
 * the mailbox thread too.
 */
final class ControlStream implements ClientResponseObserver<CommandBatch, CommandBatchResult> {
    /** Told on the mailbox thread. */
    interface Listener {
        void onResult(ControlStream stream, CommandBatchResult result);

        void onEnd(ControlStream stream, Status status);
    }

    private final MailboxExecutor mailbox;
    private final Listener listener;
    private ClientCallStreamObserver<CommandBatch> requests;

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
    public void beforeStart(ClientCallStreamObserver<CommandBatch> call) {
        requests = call;
    }

    void send(CommandBatch batch) {
        requests.onNext(batch);
    }

    /** Gives the call up at once. */
    void cancel() {
        requests.cancel("sink gives the stream up", null);
    }

    @Override
    public void onNext(CommandBatchResult result) {
        toMailbox(() -> listener.onResult(this, result));
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

    private void toMailbox(Runnable action) {
        try {
            mailbox.execute(action::run, "control stream");
        } catch (RejectedExecutionException e) {
            // The task is over, and with it the interest in the answer.
        }
    }
}
