package io.forebay.connectors.gateway;

import com.google.rpc.Code;
import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.ArbitrationResult;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CaptureHeartbeat;
import io.forebay.schemas.gateway.v1.CapturePosition;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.CaptureSync;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.LostRecords;
import io.forebay.schemas.gateway.v1.Subscribe;
import io.forebay.schemas.gateway.v1.Subscribed;
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
    private final List<Long> resumeLogs = new CopyOnWriteArrayList<>();
    private final List<Arbitration> arbitrations = new CopyOnWriteArrayList<>();
    private final List<Long> heartbeats = new CopyOnWriteArrayList<>();
    private final List<StreamObserver<ControlResponse>> controllers = new CopyOnWriteArrayList<>();
    private volatile ArbitrationResult standing =
            ArbitrationResult.newBuilder().setCode(Code.OK).build();
    private volatile boolean isMute;
    private long logId = 1;
    private List<LostRecords> lost = List.of();
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

    /** Breaks all captures off and begins another log, of which there is nothing yet. */
    public synchronized FakeGateway restart(long newLogId, LostRecords... lostOfEarlierLogs) {
        logId = newLogId;
        lost = List.of(lostOfEarlierLogs);
        records.clear();
        List.copyOf(captures).forEach(capture -> capture.end(Status.UNAVAILABLE));
        return this;
    }

    /** Heartbeats on all captures. */
    public synchronized void beat() {
        captures.forEach(Capture::beat);
    }

    /** What each arbitration is answered from now on. */
    public FakeGateway stand(ArbitrationResult result) {
        standing = result;
        return this;
    }

    /** The same, and all controllers learn of it. */
    public void tell(ArbitrationResult result) {
        stand(result);
        var response = ControlResponse.newBuilder().setArbitration(result).build();
        controllers.forEach(controller -> controller.onNext(response));
    }

    /** Breaks all control streams off. */
    public void breakControl(Status status) {
        for (StreamObserver<ControlResponse> controller : List.copyOf(controllers)) {
            controllers.remove(controller);
            controller.onError(status.asRuntimeException());
        }
    }

    /** From now on heartbeats are not answered. */
    public FakeGateway muteHeartbeats() {
        isMute = true;
        return this;
    }

    public List<Arbitration> arbitrations() {
        return arbitrations;
    }

    public List<Long> heartbeats() {
        return heartbeats;
    }

    public List<Long> resumeLogs() {
        return resumeLogs;
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
    public StreamObserver<CaptureRequest> capture(StreamObserver<CaptureResponse> responses) {
        var capture = new Capture((ServerCallStreamObserver<CaptureResponse>) responses);
        capture.call.setOnReadyHandler(capture::pump);
        capture.call.setOnCancelHandler(() -> remove(capture));
        return capture;
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

    private final class Capture implements StreamObserver<CaptureRequest> {
        private final ServerCallStreamObserver<CaptureResponse> call;
        private boolean isSubscribed;
        private boolean isSynced;
        private int next;
        private long credit;
        private boolean isOver;

        Capture(ServerCallStreamObserver<CaptureResponse> call) {
            this.call = call;
        }

        @Override
        public void onNext(CaptureRequest request) {
            synchronized (FakeGateway.this) {
                if (request.hasSubscribe()) {
                    subscribe(request.getSubscribe());
                } else {
                    credit += request.getCredit().getRecords();
                }
            }
            pump();
        }

        private void subscribe(Subscribe request) {
            if (refusal != null) {
                end(refusal);
                return;
            }
            CapturePosition resume = request.getResume();
            boolean isOfThisLog = resume.getLogId() == 0 || resume.getLogId() == logId;
            long offset = isOfThisLog ? resume.getOffset() : 0;
            resumeOffsets.add(resume.getOffset());
            resumeLogs.add(resume.getLogId());
            var subscribed =
                    Subscribed.newBuilder()
                            .setDeviceId("nvme0")
                            .setEventTimeNanos(Records.timeNanos(offset))
                            .setPosition(
                                    CapturePosition.newBuilder().setLogId(logId).setOffset(offset));
            if (!isOfThisLog) {
                subscribed.addAllLost(lost);
            }
            call.onNext(CaptureResponse.newBuilder().setSubscribed(subscribed).build());
            credit = request.getCreditRecords();
            next = indexOf(offset);
            isSubscribed = true;
            captures.add(this);
        }

        private void end(Status status) {
            isOver = true;
            captures.remove(this);
            call.onError(status.asRuntimeException());
        }

        void pump() {
            synchronized (FakeGateway.this) {
                while (isSubscribed && !isOver && call.isReady() && !call.isCancelled()) {
                    if (breaks.remove((Integer) next)) {
                        end(Status.UNAVAILABLE);
                    } else if (next < records.size()) {
                        if (credit == 0) {
                            return;
                        }
                        sendBatch();
                    } else if (hasEnded) {
                        isOver = true;
                        captures.remove(this);
                        var end = CaptureBatch.newBuilder().setEndOfCapture(true);
                        call.onNext(CaptureResponse.newBuilder().setBatch(end).build());
                        call.onCompleted();
                    } else {
                        sync();
                        return;
                    }
                }
            }
        }

        private void sync() {
            if (!isSynced) {
                isSynced = true;
                call.onNext(
                        CaptureResponse.newBuilder()
                                .setSync(CaptureSync.getDefaultInstance())
                                .build());
            }
        }

        private void beat() {
            call.onNext(
                    CaptureResponse.newBuilder()
                            .setHeartbeat(CaptureHeartbeat.getDefaultInstance())
                            .build());
        }

        private void sendBatch() {
            var batch = CaptureBatch.newBuilder();
            do {
                batch.addRecords(records.get(next));
                next++;
                credit--;
            } while (next < records.size()
                    && credit > 0
                    && batch.getRecordsCount() < batchSize
                    && !breaks.contains(next));
            sentBatches++;
            call.onNext(CaptureResponse.newBuilder().setBatch(batch).build());
        }

        @Override
        public void onError(Throwable error) {
            remove(this);
        }

        @Override
        public void onCompleted() {}
    }

    @Override
    public StreamObserver<ControlRequest> control(StreamObserver<ControlResponse> responses) {
        controllers.add(responses);
        return new StreamObserver<>() {
            private boolean isOver;

            @Override
            public void onNext(ControlRequest request) {
                if (isOver) {
                    return;
                }
                try {
                    ControlResponse response = answerTo(request);
                    if (response != null) {
                        responses.onNext(response);
                    }
                } catch (StatusRuntimeException e) {
                    isOver = true;
                    controllers.remove(responses);
                    responses.onError(e);
                }
            }

            @Override
            public void onError(Throwable error) {
                isOver = true;
                controllers.remove(responses);
            }

            @Override
            public void onCompleted() {
                responses.onCompleted();
            }
        };
    }

    private ControlResponse answerTo(ControlRequest request) {
        var response = ControlResponse.newBuilder();
        if (request.hasArbitration()) {
            arbitrations.add(request.getArbitration());
            return response.setArbitration(standing).build();
        }
        if (request.hasHeartbeat()) {
            heartbeats.add(request.getHeartbeat().getId());
            return isMute ? null : response.setHeartbeat(request.getHeartbeat()).build();
        }
        commandBatches.add(request.getBatch());
        CommandBatchResult result = answerTo(request.getBatch());
        return result == null ? null : response.setBatchResult(result).build();
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
