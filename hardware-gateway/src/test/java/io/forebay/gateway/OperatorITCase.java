package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.ring.RingDirectory;
import io.forebay.gateway.ring.RingReader;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.GetRingsRequest;
import io.forebay.schemas.gateway.v1.OperatorGrpc;
import io.forebay.schemas.gateway.v1.ResetFunctionsRequest;
import io.forebay.schemas.gateway.v1.SetLoggingRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorITCase {
    private static final long MICRO = 1_000;
    private static final long WAIT_SECONDS = 60;

    @TempDir Path directory;

    @Test
    void shouldResetFunctionsAndSwitchLoggingOfARunningGateway() throws Exception {
        GatewaySettings settings =
                GatewaySettings.builder(ListTrace.DEVICE)
                        .pacing(new Pacing.Live(1, Duration.ofSeconds(1), true))
                        .ringDirectory(directory)
                        .build();
        try (var gateway =
                        GatewayServer.start(
                                settings, ListTrace.random(10_000_000, 3, 200 * MICRO, 1));
                var subscriber = new EchoController(gateway, 0)) {
            subscriber.tags = false;
            subscriber.keepRecords = true;
            subscriber.capture(0);
            while (gateway.progress().elementsCompleted() < 100) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            ManagedChannel channel =
                    ManagedChannelBuilder.forTarget(gateway.target()).usePlaintext().build();
            try {
                var operator =
                        OperatorGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(WAIT_SECONDS, TimeUnit.SECONDS);
                operator.setLogging(SetLoggingRequest.newBuilder().setFunctionId("dev/f0").build());
                operator.resetFunctions(
                        ResetFunctionsRequest.newBuilder().setReason("maintenance").build());
                assertThat(operator.getRings(GetRingsRequest.getDefaultInstance()).getGeneration())
                        .isEqualTo(2);
                assertThat(code(() -> operator.setLogging(SetLoggingRequest.getDefaultInstance())))
                        .isEqualTo(Status.Code.NOT_FOUND);
                assertThat(
                                code(
                                        () ->
                                                operator.resetFunctions(
                                                        ResetFunctionsRequest
                                                                .getDefaultInstance())))
                        .isEqualTo(Status.Code.INVALID_ARGUMENT);
            } finally {
                channel.shutdownNow();
            }
            long completed = gateway.progress().elementsCompleted();
            while (gateway.progress().elementsCompleted() < completed + 300) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            gateway.endWorkload();
            assertThat(gateway.awaitWorkloadEnd(Duration.ofSeconds(WAIT_SECONDS))).isTrue();
            assertThat(subscriber.awaitCaptureEnd(WAIT_SECONDS)).isTrue();
            assertThat(gateway.report().failure()).isNull();
            List<String> resets =
                    subscriber.records.stream()
                            .filter(CaptureRecord::hasDeviceReset)
                            .map(entry -> entry.getDeviceReset().getReason())
                            .toList();
            assertThat(resets).singleElement().asString().startsWith("maintenance; pending");
        }
        RingReader.Contents quiet = RingReader.read(RingDirectory.ringFile(directory, "dev/f0"));
        assertThat(quiet.notLogged()).isPositive();
        RingReader.Contents logged = RingReader.read(RingDirectory.ringFile(directory, "dev/f1"));
        assertThat(logged.notLogged()).isZero();
        assertThat(logged.header().generation()).isEqualTo(2);
    }

    private static Status.Code code(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }
}
