package io.forebay.jobs;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.gateway.GatewayMessages;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stands between a job and its gateway on the loopback interface, passes everything on, and keeps
 * what was captured and what was commanded, each in its order. Holds back nothing, so it is for
 * short runs.
 */
final class GatewayRelay extends GatewayGrpc.GatewayImplBase implements AutoCloseable {
    private static final long STOP_SECONDS = 5;

    private final ManagedChannel channel;
    private final GatewayGrpc.GatewayStub gateway;
    private final Server server;
    private final List<CaptureRecord> captured = new ArrayList<>();
    private final List<ControlCommand> commands = new ArrayList<>();

    private GatewayRelay(String target) throws IOException {
        channel = NettyChannelBuilder.forTarget(target).usePlaintext().directExecutor().build();
        gateway = GatewayGrpc.newStub(channel);
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .directExecutor()
                        .addService(this)
                        .build()
                        .start();
    }

    /** Starts to relay to the gateway that listens at {@code target}. */
    static GatewayRelay to(String target) throws IOException {
        return new GatewayRelay(target);
    }

    /** Where the job reaches the gateway through this relay. */
    String target() {
        return "127.0.0.1:" + server.getPort();
    }

    /** What the gateway has sent so far. */
    List<CaptureRecord> captured() {
        synchronized (captured) {
            return List.copyOf(captured);
        }
    }

    /** What the gateway was sent so far. */
    List<ControlCommand> commands() {
        synchronized (commands) {
            return List.copyOf(commands);
        }
    }

    @Override
    public void getCapabilities(
            GetCapabilitiesRequest request, StreamObserver<Capabilities> responses) {
        gateway.getCapabilities(request, passing(responses, capabilities -> {}));
    }

    @Override
    public StreamObserver<CaptureRequest> capture(StreamObserver<CaptureResponse> responses) {
        return passing(
                gateway.capture(passing(responses, response -> keepRecords(response.getBatch()))),
                request -> {});
    }

    @Override
    public StreamObserver<ControlRequest> control(StreamObserver<ControlResponse> responses) {
        return passing(
                gateway.control(passing(responses, response -> {})),
                request -> keepCommands(request.getBatch()));
    }

    private void keepRecords(CaptureBatch batch) {
        synchronized (captured) {
            batch.getRecordsList()
                    .forEach(record -> captured.add(GatewayMessages.fromProto(record)));
        }
    }

    private void keepCommands(CommandBatch batch) {
        synchronized (commands) {
            batch.getCommandsList()
                    .forEach(command -> commands.add(GatewayMessages.fromProto(command)));
        }
    }

    private static <T> StreamObserver<T> passing(StreamObserver<T> onward, Consumer<T> keep) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T message) {
                keep.accept(message);
                onward.onNext(message);
            }

            @Override
            public void onError(Throwable cause) {
                onward.onError(cause);
            }

            @Override
            public void onCompleted() {
                onward.onCompleted();
            }
        };
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow();
        channel.shutdownNow();
        server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        channel.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
