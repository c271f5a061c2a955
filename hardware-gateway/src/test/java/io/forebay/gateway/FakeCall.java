package io.forebay.gateway;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server's side of a call without a transport: keeps what is sent and says what it is told. */
public final class FakeCall<T> extends ServerCallStreamObserver<T> {
    public final List<T> sent = new CopyOnWriteArrayList<>();
    public volatile boolean ready = true;
    public volatile boolean cancelled;
    public volatile boolean completed;
    public volatile Throwable error;
    public volatile int requested;
    public Runnable onReady = () -> {};
    public Runnable onCancel = () -> {};
    public RuntimeException thrownOnSend;

    @Override
    public void onNext(T value) {
        if (thrownOnSend != null) {
            throw thrownOnSend;
        }
        if (completed || error != null) {
            throw new IllegalStateException("call is over");
        }
        sent.add(value);
    }

    @Override
    public void onError(Throwable cause) {
        error = cause;
    }

    @Override
    public void onCompleted() {
        completed = true;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        onReady = handler;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        onCancel = handler;
    }

    @Override
    public synchronized void request(int count) {
        requested += count;
    }

    @Override
    public void setOnCloseHandler(Runnable handler) {}

    @Override
    public void disableAutoRequest() {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void setCompression(String compression) {}
}
