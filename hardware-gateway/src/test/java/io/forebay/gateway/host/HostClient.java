package io.forebay.gateway.host;

import io.forebay.gateway.GatewayServer;
import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
import io.forebay.schemas.gateway.v1.ElectionId;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.forebay.schemas.gateway.v1.PrefetchCommand;
import io.forebay.schemas.gateway.v1.PriorityTag;
import io.forebay.schemas.gateway.v1.Subscribe;
import io.forebay.schemas.gateway.v1.TrafficElement;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A controller of a host's gateway that sends one command at a time. */
final class HostClient implements AutoCloseable {
    private final ManagedChannel channel;
    private final GatewayGrpc.GatewayStub stub;
    private final LinkedBlockingQueue<CommandResult> results = new LinkedBlockingQueue<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final StreamObserver<ControlRequest> control;
    final List<CaptureRecord> records = new CopyOnWriteArrayList<>();

    HostClient(GatewayServer gateway) {
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
        stub = GatewayGrpc.newStub(channel);
        control =
                stub.control(
                        new StreamObserver<>() {
                            @Override
                            public void onNext(ControlResponse response) {
                                results.addAll(response.getBatchResult().getResultsList());
                            }

                            @Override
                            public void onError(Throwable cause) {}

                            @Override
                            public void onCompleted() {}
                        });
        control.onNext(
                ControlRequest.newBuilder()
                        .setArbitration(
                                Arbitration.newBuilder()
                                        .setControllerId("test")
                                        .setElectionId(ElectionId.newBuilder().setLow(1)))
                        .build());
    }

    HostClient capture() {
        stub.capture(
                        new StreamObserver<>() {
                            @Override
                            public void onNext(CaptureResponse response) {
                                records.addAll(response.getBatch().getRecordsList());
                            }

                            @Override
                            public void onError(Throwable cause) {}

                            @Override
                            public void onCompleted() {}
                        })
                .onNext(
                        CaptureRequest.newBuilder()
                                .setSubscribe(
                                        Subscribe.newBuilder()
                                                .setSubscriber("test")
                                                .setCreditRecords(1_000_000))
                                .build());
        return this;
    }

    Capabilities capabilities() {
        return GatewayGrpc.newBlockingStub(channel)
                .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
    }

    CommandResult prefetch(String function, long firstBlock, int count, long expiresAtNanos)
            throws InterruptedException {
        return send(
                command(function, expiresAtNanos)
                        .setPrefetch(
                                PrefetchCommand.newBuilder()
                                        .setFirstBlock(firstBlock)
                                        .setBlockCount(count)
                                        .setProbability(0.9)));
    }

    CommandResult tag(String function, long element, int priority) throws InterruptedException {
        return send(
                command(function, Long.MAX_VALUE)
                        .setPriorityTag(
                                PriorityTag.newBuilder()
                                        .setElementSequence(element)
                                        .setPriority(priority)));
    }

    Command.Builder command(String target, long expiresAtNanos) {
        return Command.newBuilder()
                .setTarget(target)
                .setSequence(sequences.merge(target, 1L, Long::sum) - 1)
                .setExpiresAtNanos(expiresAtNanos);
    }

    CommandResult send(Command.Builder command) throws InterruptedException {
        control.onNext(
                ControlRequest.newBuilder()
                        .setBatch(CommandBatch.newBuilder().setEpoch(1).addCommands(command))
                        .build());
        CommandResult result = results.poll(60, TimeUnit.SECONDS);
        if (result == null) {
            throw new AssertionError("no answer to " + command);
        }
        return result;
    }

    Stream<TrafficElement> elements(String function) {
        return records.stream()
                .filter(CaptureRecord::hasElement)
                .map(CaptureRecord::getElement)
                .filter(element -> element.getFunctionId().equals(function));
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        channel.awaitTermination(5, TimeUnit.SECONDS);
    }
}
