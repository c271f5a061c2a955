package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.forebay.gateway.security.Refusals.Reason;
import io.forebay.gateway.security.TransportLimits;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that send rubbish, too much, or read nothing: each is refused, and the engine goes on at
 * its pace. With {@code -Dforebay.flood.saturate=true} the engine runs as fast as it can instead,
 * and its throughput is printed before, during and after.
 */
class FloodITCase {
    private static final boolean SATURATE = Boolean.getBoolean("forebay.flood.saturate");
    private static final int MAX_MESSAGE_BYTES = 4 << 10;
    private static final int GARBAGE = 5_000;
    private static final int GARBAGE_AFTER_HANDSHAKE = 200;
    private static final int MALFORMED = 40_000;
    private static final int OVERSIZED = 20_000;
    private static final int WRONG_ROLE = 14_800;
    private static final int INVALID = 20_000;
    private static final double MEASURE_SECONDS = 3;
    private static final double WARM_UP_SECONDS = 20;

    private static final long GAP_NANOS = 200_000;

    private static final double WORKLOAD_PER_SECOND = 1e9 / GAP_NANOS;

    @TempDir Path directory;
    private final SplittableRandom random = new SplittableRandom(7);

    /** Whatever is sent is looked at: the limits of rate are out of the way. */
    private SecuredGateway open(TransportLimits limits) throws Exception {
        return new SecuredGateway(
                directory,
                limits,
                MAX_MESSAGE_BYTES,
                SATURATE ? 1e6 : 1,
                ListTrace.random(Integer.MAX_VALUE, 3, GAP_NANOS * 4 / 3, 1));
    }

    private static TransportLimits unlimited() {
        int most = 1_000_000_000;
        return TransportLimits.defaults()
                .withClientRates(most, most)
                .withConnections(1_000, most, most);
    }

    @Test
    void shouldRefuseAHundredThousandMessagesAndKeepThePace() throws Exception {
        try (var secured = open(unlimited())) {
            var meter = new EngineMeter(secured.gateway);
            meter.after(SATURATE ? WARM_UP_SECONDS : MEASURE_SECONDS);
            EngineMeter.Reading before = meter.after(MEASURE_SECONDS);
            long sent = flood(secured);
            EngineMeter.Reading during = meter.look();
            EngineMeter.Reading after = meter.after(MEASURE_SECONDS);
            assertThat(sent).isEqualTo(100_000);
            if (SATURATE) {
                System.out.printf("before %s%nduring %s%nafter  %s%n", before, during, after);
                double undisturbed =
                        (before.elementsPerCpuSecond() + after.elementsPerCpuSecond()) / 2;
                assertThat(during.elementsPerCpuSecond()).isGreaterThan(0.9 * undisturbed);
                return;
            }
            // A reading can be too high on a busy machine, which catches up with what it missed.
            double undisturbed =
                    Math.min(
                            WORKLOAD_PER_SECOND,
                            (before.elementsPerSecond() + after.elementsPerSecond()) / 2);
            assertThat(during.elementsPerSecond())
                    .as("before %s, during %s, after %s", before, during, after)
                    .isGreaterThan(0.9 * undisturbed);
            assertThat(secured.gateway.progress().stage()).isEqualTo(GatewayProgress.Stage.RUNNING);
        }
    }

    /** How many messages were sent and refused. */
    private long flood(SecuredGateway secured) throws Exception {
        var raw = new RawFlood(secured.gateway.port(), 3);
        long garbage = raw.withoutTls(GARBAGE);
        var context =
                RawFlood.context(secured.authority.file(), secured.authority.client("driver"));
        long garbageAfterHandshake = raw.afterHandshake(GARBAGE_AFTER_HANDSHAKE, context);
        ManagedChannel driver = secured.channel("driver");
        var malformed =
                new CallFlood(driver, GatewayGrpc.getControlMethod())
                        .run(MALFORMED, this::malformed);
        var oversized =
                new CallFlood(driver, GatewayGrpc.getControlMethod())
                        .run(OVERSIZED, () -> new byte[MAX_MESSAGE_BYTES + 1]);
        var wrongRole =
                new CallFlood(secured.channel("reader"), GatewayGrpc.getControlMethod())
                        .run(WRONG_ROLE, () -> new byte[0]);
        assertThat(malformed.count(Code.INVALID_ARGUMENT)).as("%s", malformed).isEqualTo(MALFORMED);
        assertThat(oversized.count(Code.RESOURCE_EXHAUSTED) + oversized.count(Code.CANCELLED))
                .as("%s", oversized)
                .isEqualTo(OVERSIZED);
        assertThat(wrongRole.count(Code.PERMISSION_DENIED))
                .as("%s", wrongRole)
                .isEqualTo(WRONG_ROLE);
        var refusals = secured.gateway.transport().refusals();
        assertThat(refusals.count(Reason.MALFORMED)).isEqualTo(MALFORMED);
        assertThat(refusals.count(Reason.ROLE)).isEqualTo(WRONG_ROLE);
        return garbage
                + garbageAfterHandshake
                + MALFORMED
                + OVERSIZED
                + WRONG_ROLE
                + invalid(driver);
    }

    /** Bytes at random that no parser takes. */
    private byte[] malformed() {
        byte[] bytes = new byte[random.nextInt(1, 200)];
        do {
            random.nextBytes(bytes);
        } while (isMessage(bytes));
        return bytes;
    }

    private static boolean isMessage(byte[] bytes) {
        try {
            return CommandBatch.parseFrom(bytes) != null;
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    /** Batches of one wrong command; how many were refused. */
    private static long invalid(ManagedChannel channel) throws Exception {
        var results = new Results(INVALID);
        StreamObserver<CommandBatch> batches = GatewayGrpc.newStub(channel).control(results);
        for (int i = 0; i < INVALID; i++) {
            batches.onNext(
                    CommandBatch.newBuilder()
                            .setBatchId(i)
                            .setEpoch(1)
                            .addCommands(
                                    Command.newBuilder().setTarget("dev/none").setSequence(-i - 1))
                            .build());
        }
        assertThat(results.all.await(120, TimeUnit.SECONDS)).isTrue();
        return results.refused.get();
    }

    private static final class Results implements StreamObserver<CommandBatchResult> {
        private final CountDownLatch all;
        private final AtomicLong refused = new AtomicLong();

        Results(int count) {
            all = new CountDownLatch(count);
        }

        @Override
        public void onNext(CommandBatchResult result) {
            if (result.getResultsList().stream()
                    .allMatch(one -> one.getStatus() != CommandStatus.COMMAND_STATUS_ACCEPTED)) {
                refused.addAndGet(result.getResultsCount());
            }
            all.countDown();
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }

    @Test
    void shouldSlowDownAConnectionThatIsRefusedTooOften() throws Exception {
        TransportLimits limits = TransportLimits.defaults();
        try (var secured = open(limits)) {
            ManagedChannel flooding = secured.channel("reader");
            ManagedChannel other = secured.channel("job");
            long began = System.nanoTime();
            int calls = 3 * limits.refusalsPerSecond();
            var flood =
                    new CallFlood(flooding, GatewayGrpc.getControlMethod())
                            .run(calls, () -> new byte[0]);
            double seconds = (System.nanoTime() - began) / 1e9;
            assertThat(flood.count(Code.PERMISSION_DENIED)).isEqualTo(calls);
            // The first second's worth is saved up; each pause takes a second.
            assertThat(seconds).isGreaterThan(1);
            capabilities(other);
        }
    }

    @Test
    void shouldRefuseMoreMessagesAndCommandsThanAllowed() throws Exception {
        int rate = 100;
        try (var secured = open(TransportLimits.defaults().withClientRates(rate, 10 * rate))) {
            var messages =
                    new CallFlood(secured.channel("op"), GatewayGrpc.getGetCapabilitiesMethod());
            messages.run(5 * rate, () -> new byte[0]);
            assertThat(messages.count(Code.RESOURCE_EXHAUSTED)).isPositive();
            assertThat(messages.count(Code.OK)).isPositive();
            var batch = CommandBatch.newBuilder();
            for (int i = 0; i <= 10 * rate; i++) {
                batch.addCommands(Command.getDefaultInstance());
            }
            Supplier<byte[]> tooMany = () -> batch.build().toByteArray();
            var commands =
                    new CallFlood(secured.channel("driver"), GatewayGrpc.getControlMethod())
                            .run(1, tooMany);
            assertThat(commands.count(Code.RESOURCE_EXHAUSTED)).isEqualTo(1);
            assertThat(secured.gateway.transport().refusals().count(Reason.RATE)).isPositive();
            // Another client has a budget of its own.
            capabilities(secured.channel("job"));
        }
    }

    private static void capabilities(ManagedChannel channel) {
        var capabilities =
                GatewayGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(60, TimeUnit.SECONDS)
                        .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
        assertThat(capabilities.getDeviceId()).isEqualTo(ListTrace.DEVICE);
    }

    @Test
    void shouldGoOnWhenClientsReadNothing() throws Exception {
        try (var secured = open(unlimited())) {
            var meter = new EngineMeter(secured.gateway);
            ManagedChannel stalled = secured.channel("job");
            var nothing = new Silent<CaptureRequest, CaptureBatch>();
            GatewayGrpc.newStub(stalled).capture(CaptureRequest.getDefaultInstance(), nothing);
            var noResults = new Silent<CommandBatch, CommandBatchResult>();
            StreamObserver<CommandBatch> batches = GatewayGrpc.newStub(stalled).control(noResults);
            Command command = Command.newBuilder().setTarget("dev/none").build();
            var batch = CommandBatch.newBuilder().setEpoch(1);
            for (int i = 0; i < 200; i++) {
                batch.addCommands(command);
            }
            for (int i = 0; i < 5_000; i++) {
                batches.onNext(batch.build());
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () -> meter.after(MEASURE_SECONDS).elementsPerSecond(),
                            rate -> rate > 0.9 * WORKLOAD_PER_SECOND);
            // What is not read is not produced: the stream stopped taking batches.
            assertThat(noResults.call.isReady()).isFalse();
            capabilities(secured.channel("op"));
        }
    }

    /** Opens a call and never asks for a message. */
    private static final class Silent<Q, R> implements ClientResponseObserver<Q, R> {
        private ClientCallStreamObserver<Q> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<Q> started) {
            call = started;
            call.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(R value) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
