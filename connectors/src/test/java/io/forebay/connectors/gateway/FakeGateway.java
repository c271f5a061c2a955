package io.forebay.connectors.gateway;

import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A gateway that plays a script: it streams the records it is given, breaks off where it is told
 * to, and answers batches of commands as a function says.
 */
public final class FakeGateway extends GatewayGrpc.GatewayImplBase implements AutoCloseable {
    public static final GatewayChannels IN_PROCESS =
            address -> InProcessChannelBuilder.forName(address.host()).directExecutor().build();

    private static final int BATCH_SIZE = 100;

    private final List<CaptureRecord> records = new ArrayList<>();
    private final List<Integer> breaks = new ArrayList<>();
    private final List<Capture> captures = new ArrayList<>();
    private final List<Long> resumeOffsets = new CopyOnWriteArrayList<>();
    private final List<CommandBatch> commandBatches = new CopyOnWriteArrayList<>();
    private Function<CommandBatch, CommandBatchResult> answers = Answers::acceptAll;
    private int sentBatches;
    private Status refusal;
    private boolean hasEnded;
    private int batchSize = BATCH_SIZE;
    private Server server;

    /** Listens on a free port of the loopback interface. */
    public FakeGateway startOnLoopback() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = NettyServerBuilder.forAddress(address).addService(this).build().start();
        return this;
    }

    /** Listens within the process, for {@link #IN_PROCESS} channels. */
    public FakeGateway startInProcess(String name) throws IOException {
        server =
                InProcessServerBuilder.forName(name)
                        .directExecutor()
                        .addService(this)
                        .build()
                        .start();
        return this;
    }

    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** The position of a record in the list is its index, whatever its offset says. */
    public synchronized FakeGateway append(List<CaptureRecord> more) {
        records.addAll(more);
        List.copyOf(captures).forEach(Capture::pump);
        return this;
    }

    public synchronized FakeGateway endCapture() {
        hasEnded = true;
        List.copyOf(captures).forEach(Capture::pump);
        return this;
    }

    /** Breaks the stream, once, before the record at this index. */
    public synchronized FakeGateway breakBefore(int index) {
        breaks.add(index);
        return this;
    }

    public synchronized FakeGateway withBatchSize(int recordCount) {
        batchSize = recordCount;
        return this;
    }

    /** From now on every call is refused; null takes calls again. */
    public synchronized FakeGateway refuse(Status status) {
        refusal = status;
        return this;
    }

    public synchronized FakeGateway answer(Function<CommandBatch, CommandBatchResult> function) {
        answers = function;
        return this;
    }

    public synchronized int sentBatches() {
        return sentBatches;
    }

    public List<Long> resumeOffsets() {
        return resumeOffsets;
    }

    public List<CommandBatch> commandBatches() {
        return commandBatches;
    }

    @Override
    public synchronized void capture(
            CaptureRequest request, StreamObserver<CaptureBatch> responses) {
        if (refusal != null) {
            responses.onError(refusal.asRuntimeException());
            return;
        }
        resumeOffsets.add(request.getResumeOffset());
        var call = (ServerCallStreamObserver<CaptureBatch>) responses;
        var capture = new Capture(call, indexOf(request.getResumeOffset()));
        captures.add(capture);
        call.setOnReadyHandler(capture::pump);
        call.setOnCancelHandler(() -> remove(capture));
    }

    private int indexOf(long offset) {
        int index = 0;
        while (index < records.size() && records.get(index).getOffset() < offset) {
            index++;
        }
        return index;
    }

    private synchronized void remove(Capture capture) {
        captures.remove(capture);
    }

    private final class Capture {
        private final ServerCallStreamObserver<CaptureBatch> call;
        private int next;
        private boolean isOver;

        Capture(ServerCallStreamObserver<CaptureBatch> call, int next) {
            this.call = call;
            this.next = next;
        }

        void pump() {
            synchronized (FakeGateway.this) {
                while (!isOver && call.isReady() && !call.isCancelled()) {
                    if (breaks.remove((Integer) next)) {
                        isOver = true;
                        captures.remove(this);
                        call.onError(Status.UNAVAILABLE.asRuntimeException());
                    } else if (next < records.size()) {
                        sendBatch();
                    } else if (hasEnded) {
                        isOver = true;
                        captures.remove(this);
                        call.onNext(CaptureBatch.newBuilder().setEndOfCapture(true).build());
                        call.onCompleted();
                    } else {
                        return;
                    }
                }
            }
        }

        private void sendBatch() {
            var batch = CaptureBatch.newBuilder();
            do {
                batch.addRecords(records.get(next));
                next++;
            } while (next < records.size()
                    && batch.getRecordsCount() < batchSize
                    && !breaks.contains(next));
            sentBatches++;
            call.onNext(batch.build());
        }
    }

    @Override
    public StreamObserver<CommandBatch> control(StreamObserver<CommandBatchResult> results) {
        return new StreamObserver<>() {
            private boolean isOver;

            @Override
            public void onNext(CommandBatch batch) {
                if (isOver) {
                    return;
                }
                commandBatches.add(batch);
                try {
                    CommandBatchResult result = answerTo(batch);
                    if (result != null) {
                        results.onNext(result);
                    }
                } catch (StatusRuntimeException e) {
                    isOver = true;
                    results.onError(e);
                }
            }

            @Override
            public void onError(Throwable error) {
                isOver = true;
            }

            @Override
            public void onCompleted() {
                results.onCompleted();
            }
        };
    }

    private CommandBatchResult answerTo(CommandBatch batch) {
        Function<CommandBatch, CommandBatchResult> function;
        synchronized (this) {
            if (refusal != null) {
                throw refusal.asRuntimeException();
            }
            function = answers;
        }
        return function.apply(batch);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
