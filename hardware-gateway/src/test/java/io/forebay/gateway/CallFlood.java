package io.forebay.gateway;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Calls a method again and again with one message of raw bytes each, some at a time. */
final class CallFlood {
    private static final int AT_A_TIME = 16;
    private static final long TIMEOUT_SECONDS = 120;

    private final Map<Code, LongAdder> codes = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(AT_A_TIME);
    private final MethodDescriptor<byte[], byte[]> method;
    private final Channel channel;

    CallFlood(Channel channel, MethodDescriptor<?, ?> method) {
        this.channel = channel;
        this.method =
                MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
                        .setType(MethodType.BIDI_STREAMING)
                        .setFullMethodName(method.getFullMethodName())
                        .build();
    }

    /** Ends when every call has. */
    CallFlood run(int count, Supplier<byte[]> messages) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            acquire(1);
            call(messages.get());
        }
        acquire(AT_A_TIME);
        room.release(AT_A_TIME);
        return this;
    }

    private void acquire(int permits) throws InterruptedException {
        if (!room.tryAcquire(permits, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("calls are not answered: codes=" + codes);
        }
    }

    private void call(byte[] message) {
        ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        codes.computeIfAbsent(status.getCode(), code -> new LongAdder())
                                .increment();
                        room.release();
                    }
                },
                new Metadata());
        call.request(Integer.MAX_VALUE);
        call.sendMessage(message);
        call.halfClose();
    }

    /** How many calls ended so. */
    long count(Code code) {
        return codes.getOrDefault(code, new LongAdder()).sum();
    }

    @Override
    public String toString() {
        return codes.toString();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
