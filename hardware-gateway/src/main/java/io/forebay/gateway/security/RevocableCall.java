package io.forebay.gateway.security;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that can be ended over the head of its service, which learns of it as of a client that has
 * left. Sending is safe from any thread, because the service's threads do not know of the
 * transport's.
 */
final class RevocableCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private boolean revoked;

    RevocableCall(ServerCall<Q, R> call) {
        super(call);
    }

    private synchronized void revoke(Runnable refusal) {
        revoked = true;
        refusal.run();
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!revoked) {
            super.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(R message) {
        if (!revoked) {
            super.sendMessage(message);
        }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!revoked) {
            super.close(status, trailers);
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return revoked || super.isCancelled();
    }

    /** Passes on what comes until the call is revoked. */
    static class Listener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final RevocableCall<Q, ?> call;
        private boolean over;

        Listener(ServerCall.Listener<Q> service, RevocableCall<Q, ?> call) {
            super(service);
            this.call = call;
        }

        /** A message came and the call goes on. */
        void receive(Q message) {
            super.onMessage(message);
        }

        /** Ends the call by {@code refusal} and tells the service. */
        final void revoke(Runnable refusal) {
            over = true;
            call.revoke(refusal);
            super.onCancel();
        }

        @Override
        public final void onMessage(Q message) {
            if (!over) {
                receive(message);
            }
        }

        @Override
        public final void onHalfClose() {
            if (!over) {
                super.onHalfClose();
            }
        }

        @Override
        public final void onReady() {
            if (!over) {
                super.onReady();
            }
        }

        @Override
        public final void onCancel() {
            if (!over) {
                super.onCancel();
            }
        }

        @Override
        public final void onComplete() {
            if (!over) {
                super.onComplete();
            }
        }
    }
}
