package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.CapturePosition;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.ControllerState;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.forebay.schemas.gateway.v1.LostRecords;
import io.forebay.schemas.gateway.v1.Subscribe;
import io.forebay.schemas.gateway.v1.Subscribed;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway still knows when it is started again. */
@Timeout(60)
class RestartITCase {
    private static final long MILLI = 1_000_000;

    @TempDir Path state;

    @Test
    void shouldKeepFencingAndTellWhatIsLostWhenRestarted() throws Exception {
        Capabilities before;
        long end;
        try (GatewayServer gateway = start();
                var job = new EchoController(gateway, 5)) {
            before = capabilities(job);
            assertThat(before.getController().getState())
                    .isEqualTo(ControllerState.CONTROLLER_STATE_PRESENT);
            gateway.close();
            end = gateway.progress().captureRecords();
        }
        try (GatewayServer gateway = start();
                var older = new EchoController(gateway, 4)) {
            Capabilities now = capabilities(older);
            assertThat(now.getLogId()).isNotEqualTo(before.getLogId());
            assertThat(now.getController().getElectionId().getLow()).isEqualTo(5);
            assertThat(now.getController().getState())
                    .isEqualTo(ControllerState.CONTROLLER_STATE_ABSENT);
            older.send(List.of(EchoController.tag("dev/f0", 0, 0, 3)));
            assertThat(older.finishControl(20)).isTrue();
            assertThat(older.results())
                    .extracting(CommandResult::getCode)
                    .containsExactly(Code.PERMISSION_DENIED);
            Subscribed subscribed = resume(older, before.getLogId(), 7);
            assertThat(subscribed.getPosition().getLogId()).isEqualTo(now.getLogId());
            assertThat(subscribed.getPosition().getOffset()).isZero();
            assertThat(subscribed.getLostList())
                    .containsExactly(
                            LostRecords.newBuilder()
                                    .setLogId(before.getLogId())
                                    .setFirstOffset(7)
                                    .setNextOffset(end)
                                    .build());
        }
        try (GatewayServer gateway = start();
                var same = new EchoController(gateway, 5)) {
            same.send(List.of(EchoController.tag("dev/f0", 0, 0, 3)));
            assertThat(same.finishControl(20)).isTrue();
            assertThat(same.results()).extracting(CommandResult::getCode).containsExactly(Code.OK);
        }
    }

    @Test
    void shouldNotStartWhenStateIsDamaged() throws Exception {
        try (GatewayServer gateway = start();
                var job = new EchoController(gateway, 5)) {
            assertThat(capabilities(job).getDeviceId()).isEqualTo("dev");
        }
        Path election = state.resolve("election");
        Files.writeString(election, "0", StandardOpenOption.APPEND);
        assertThatThrownBy(this::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state of the gateway is damaged: file=" + election);
    }

    private GatewayServer start() throws Exception {
        var settings =
                GatewaySettings.builder(ListTrace.DEVICE)
                        .pacing(new Pacing.Live(1, Duration.ofSeconds(1), false))
                        .stateDirectory(state)
                        .build();
        GatewayServer gateway =
                GatewayServer.start(settings, ListTrace.random(1_000_000, 1, 2 * MILLI, 1));
        while (gateway.progress().captureRecords() < 20) {
            Thread.onSpinWait();
        }
        return gateway;
    }

    private static Capabilities capabilities(EchoController client) {
        return GatewayGrpc.newBlockingStub(client.channel())
                .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
    }

    private static Subscribed resume(EchoController client, long logId, long offset)
            throws Exception {
        var first = new CompletableFuture<CaptureResponse>();
        StreamObserver<CaptureRequest> requests =
                client.stub()
                        .capture(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(CaptureResponse response) {
                                        first.complete(response);
                                    }

                                    @Override
                                    public void onError(Throwable cause) {
                                        first.completeExceptionally(cause);
                                    }

                                    @Override
                                    public void onCompleted() {}
                                });
        var position = CapturePosition.newBuilder().setLogId(logId).setOffset(offset);
        requests.onNext(
                CaptureRequest.newBuilder()
                        .setSubscribe(Subscribe.newBuilder().setResume(position))
                        .build());
        // No credit was granted and none will be: the call ends with what it has to say.
        requests.onCompleted();
        return first.get(30, TimeUnit.SECONDS).getSubscribed();
    }
}
