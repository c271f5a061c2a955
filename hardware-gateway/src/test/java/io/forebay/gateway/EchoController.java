package io.forebay.gateway;

import com.google.protobuf.ByteString;
import io.forebay.gateway.model.TrainedDevice;
import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.BufferAllocation;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CapturePosition;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
import io.forebay.schemas.gateway.v1.ElectionId;
import io.forebay.schemas.gateway.v1.FunctionShare;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.ModelUpdate;
import io.forebay.schemas.gateway.v1.PrefetchCommand;
import io.forebay.schemas.gateway.v1.PriorityTag;
import io.forebay.schemas.gateway.v1.Subscribe;
import io.forebay.schemas.gateway.v1.TrafficElement;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A controller written on the raw stubs: tags each element, prefetches after some, allocates each
 * window with elements equally. What it decides depends on the elements only.
 */
final class EchoController implements AutoCloseable {
    private static final TrainedDevice MODEL =
            new TrainedDevice().learnBursts("dev/f0", "dev/f1", 20);

    private static final long BUDGET_BYTES = 1 << 20;

    private final ManagedChannel channel;
    private final GatewayGrpc.GatewayStub stub;
    private final long epoch;
    private final long windowNanos;
    private final Consumer<List<Command>> sender;
    private final Map<String, Long> sequences = new HashMap<>();
    private final TreeSet<String> functions = new TreeSet<>();
    private final TreeMap<Long, Boolean> openWindows = new TreeMap<>();
    private final List<CommandResult> results = new ArrayList<>();
    private final CountDownLatch hasArbitrated = new CountDownLatch(1);
    private final CountDownLatch captureOver = new CountDownLatch(1);
    private final CountDownLatch controlOver = new CountDownLatch(1);
    private final StreamObserver<ControlRequest> control;
    private ClientCallStreamObserver<CaptureRequest> captureCall;
    private long batches;
    private boolean leaving;
    volatile Throwable captureError;
    volatile boolean sawEnd;
    volatile long nextOffset;
    final List<CaptureRecord> records = new CopyOnWriteArrayList<>();
    int leaveAfterElements = Integer.MAX_VALUE;
    int checkpointAfterElements = Integer.MAX_VALUE;
    volatile Checkpoint checkpoint;
    boolean keepRecords;
    long validityNanos = 1_000_000_000;
    boolean tags = true;
    boolean allocations = true;
    private int elements;

    EchoController(GatewayServer gateway, long epoch) {
        this(gateway, epoch, null);
    }

    /**
     * @param sender takes the commands of one capture batch instead of sending them at once
     */
    EchoController(GatewayServer gateway, long epoch, Consumer<List<Command>> sender) {
        this.channel =
                NettyChannelBuilder.forAddress("127.0.0.1", gateway.port())
                        .usePlaintext()
                        .directExecutor()
                        .build();
        this.stub = GatewayGrpc.newStub(channel);
        this.epoch = epoch;
        this.windowNanos = 100_000_000;
        this.sender = sender == null ? this::send : sender;
        this.control = stub.control(new Results());
        this.control.onNext(
                ControlRequest.newBuilder()
                        .setArbitration(
                                Arbitration.newBuilder()
                                        .setControllerId("echo")
                                        .setElectionId(ElectionId.newBuilder().setLow(epoch)))
                        .build());
        // What is captured from now on can be answered at once.
        awaitArbitration();
    }

    private void awaitArbitration() {
        try {
            if (!hasArbitrated.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no answer to the arbitration: epoch=" + epoch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    GatewayGrpc.GatewayStub stub() {
        return stub;
    }

    ManagedChannel channel() {
        return channel;
    }

    /** What a job would have in its checkpoint. */
    record Checkpoint(
            long nextOffset,
            int elements,
            Map<String, Long> sequences,
            TreeSet<String> functions,
            TreeMap<Long, Boolean> openWindows) {}

    /** Goes on as a job does that is restored. */
    void captureFrom(Checkpoint checkpoint) {
        elements = checkpoint.elements();
        sequences.putAll(checkpoint.sequences());
        functions.addAll(checkpoint.functions());
        openWindows.putAll(checkpoint.openWindows());
        capture(checkpoint.nextOffset());
    }

    EchoController capture(long offset) {
        stub.capture(new Capture())
                .onNext(
                        CaptureRequest.newBuilder()
                                .setSubscribe(
                                        Subscribe.newBuilder()
                                                .setSubscriber("test")
                                                .setResume(
                                                        CapturePosition.newBuilder()
                                                                .setOffset(offset))
                                                .setCreditRecords(1 << 30))
                                .build());
        return this;
    }

    synchronized void send(List<Command> commands) {
        if (!commands.isEmpty() && !leaving) {
            control.onNext(
                    ControlRequest.newBuilder()
                            .setBatch(
                                    CommandBatch.newBuilder()
                                            .setBatchId(batches++)
                                            .setEpoch(epoch)
                                            .addAllCommands(commands))
                            .build());
        }
    }

    List<CommandResult> results() {
        synchronized (results) {
            return List.copyOf(results);
        }
    }

    static Command tag(String function, long sequence, long element, int priority) {
        return Command.newBuilder()
                .setTarget(function)
                .setSequence(sequence)
                .setCauseTimeNanos(ListTrace.START_NANOS)
                .setExpiresAtNanos(Long.MAX_VALUE)
                .setPriorityTag(
                        PriorityTag.newBuilder()
                                .setElementSequence(element)
                                .setPriority(priority)
                                .setRemainingBurstBytes(1))
                .build();
    }

    /** Whether such a record has come; the records must be kept. */
    boolean hasSeen(Predicate<CaptureRecord> kind) {
        return records.stream().anyMatch(kind);
    }

    boolean awaitCaptureEnd(long seconds) throws InterruptedException {
        return captureOver.await(seconds, TimeUnit.SECONDS);
    }

    boolean finishControl(long seconds) throws InterruptedException {
        synchronized (this) {
            control.onCompleted();
        }
        return controlOver.await(seconds, TimeUnit.SECONDS);
    }

    /** Breaks off both streams, as a job does that is killed. */
    synchronized void leave() {
        leaving = true;
        channel.shutdownNow();
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        channel.awaitTermination(5, TimeUnit.SECONDS);
    }

    private void answer(CaptureBatch batch) {
        List<Command> commands = new ArrayList<>();
        for (CaptureRecord entry : batch.getRecordsList()) {
            if (keepRecords) {
                records.add(entry);
            }
            nextOffset = entry.getOffset() + 1;
            if (entry.hasElement()) {
                elements++;
                if (tags) {
                    answer(entry.getElement(), commands);
                }
            } else if (entry.hasClockTick() && tags && allocations) {
                allocate(entry.getClockTick().getEventTimeNanos(), commands);
            }
        }
        sender.accept(commands);
        if (elements >= checkpointAfterElements && checkpoint == null) {
            checkpoint =
                    new Checkpoint(
                            nextOffset,
                            elements,
                            Map.copyOf(sequences),
                            new TreeSet<>(functions),
                            new TreeMap<>(openWindows));
        }
        if (batch.getEndOfCapture()) {
            sawEnd = true;
        }
        if (elements >= leaveAfterElements) {
            leave();
        }
    }

    private void answer(TrafficElement element, List<Command> commands) {
        String function = element.getFunctionId();
        long time = element.getEventTimeNanos();
        functions.add(function);
        openWindows.put(Math.floorDiv(time, windowNanos) * windowNanos + windowNanos, true);
        if (element.getSequence() % 3 == 0) {
            commands.add(
                    command(function, time)
                            .setPrefetch(
                                    PrefetchCommand.newBuilder()
                                            .setFirstBlock(element.getAddress() / 4096 + 1)
                                            .setBlockCount(2)
                                            .setProbability(0.5))
                            .build());
        }
        if (element.getSequence() % 50 == 0) {
            commands.add(
                    Command.newBuilder()
                            .setTarget(ListTrace.DEVICE)
                            .setSequence(elements)
                            .setCauseTimeNanos(time)
                            .setExpiresAtNanos(Long.MAX_VALUE)
                            .setModelUpdate(
                                    ModelUpdate.newBuilder()
                                            .setTrainedRequests(elements)
                                            .setFormatVersion(1)
                                            .setSnapshot(
                                                    ByteString.copyFrom(MODEL.bytes(elements))))
                            .build());
        }
        commands.add(
                command(function, time)
                        .setPriorityTag(
                                PriorityTag.newBuilder()
                                        .setElementSequence(element.getSequence())
                                        .setPriority((int) (element.getAddress() / 4096 % 8))
                                        .setRemainingBurstBytes((double) element.getLengthBytes()))
                        .build());
    }

    private void allocate(long timeNanos, List<Command> commands) {
        while (!openWindows.isEmpty() && openWindows.firstKey() <= timeNanos) {
            long end = openWindows.pollFirstEntry().getKey();
            var allocation =
                    BufferAllocation.newBuilder()
                            .setWindowEndNanos(end)
                            .setBudgetBytes(BUDGET_BYTES);
            long left = BUDGET_BYTES;
            for (String function : functions) {
                long share =
                        function.equals(functions.last()) ? left : BUDGET_BYTES / functions.size();
                left -= share;
                allocation.addShares(
                        FunctionShare.newBuilder().setFunctionId(function).setBytes(share));
            }
            commands.add(command(ListTrace.DEVICE, end).setAllocation(allocation).build());
        }
    }

    private Command.Builder command(String target, long causeNanos) {
        return Command.newBuilder()
                .setTarget(target)
                .setSequence(sequences.merge(target, 1L, Long::sum) - 1)
                .setCauseTimeNanos(causeNanos)
                .setExpiresAtNanos(causeNanos + validityNanos);
    }

    private final class Capture implements ClientResponseObserver<CaptureRequest, CaptureResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<CaptureRequest> call) {
            captureCall = call;
        }

        @Override
        public void onNext(CaptureResponse response) {
            if (response.hasBatch()) {
                answer(response.getBatch());
            }
        }

        @Override
        public void onError(Throwable cause) {
            captureError = cause;
            captureOver.countDown();
        }

        @Override
        public void onCompleted() {
            captureOver.countDown();
        }
    }

    /** Ends the capture alone; the control stream stays. */
    void cancelCapture() {
        captureCall.cancel("test", null);
    }

    private final class Results implements StreamObserver<ControlResponse> {
        @Override
        public void onNext(ControlResponse response) {
            hasArbitrated.countDown();
            synchronized (results) {
                results.addAll(response.getBatchResult().getResultsList());
            }
        }

        @Override
        public void onError(Throwable cause) {
            hasArbitrated.countDown();
            controlOver.countDown();
        }

        @Override
        public void onCompleted() {
            hasArbitrated.countDown();
            controlOver.countDown();
        }
    }
}
