package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.forebay.gateway.engine.EngineSettings;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.Subscribe;
import io.forebay.traces.TraceReader;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two controllers fight over one gateway. What the engine applies is seen where anyone sees it: a
 * tag of a completed element is reported as late on the capture stream, in the order in which the
 * engine applied it.
 */
class HandOverITCase {
    private static final int HAND_OVERS = 1_000;

    /** More than the controllers have time to tag. */
    private static final int ELEMENTS = 200_000;

    private static final long HOUR_NANOS = 3_600_000_000_000L;

    private static final long POLL_NANOS = 50_000;

    @TempDir Path directory;

    /** The disk is not what is tested: in memory, where there is such a place. */
    private Path state;

    @BeforeEach
    void makeState() throws IOException {
        Path memory = Path.of("/dev/shm");
        state =
                Files.isWritable(memory)
                        ? Files.createTempDirectory(memory, "forebay-")
                        : directory;
    }

    @AfterEach
    void removeState() throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    @Timeout(180)
    void shouldApplyNothingOfOlderEpochAfterNewerOneWasAcknowledgedAndNothingTwice()
            throws Exception {
        var random = new SplittableRandom(20);
        var nextElement = new AtomicInteger();
        Map<Long, Long> epochs = new ConcurrentHashMap<>();
        Queue<String> surprises = new ConcurrentLinkedQueue<>();
        // By epoch: records the device had made when its controller knew that it was in force.
        TreeMap<Long, Long> acknowledgedAt = new TreeMap<>();
        Map<Long, Code> answers;
        List<CaptureRecord> lateTags;
        try (GatewayServer gateway = start();
                var a = new Contender("a", gateway.port(), 1, nextElement, epochs, surprises);
                var b = new Contender("b", gateway.port(), 2, nextElement, epochs, surprises)) {
            for (int handOver = 1; handOver <= HAND_OVERS; handOver++) {
                Contender next = handOver % 2 == 0 ? a : b;
                next.takeOver(handOver, random.nextInt(8) == 0);
                acknowledgedAt.put((long) handOver, gateway.progress().captureRecords());
                int sent = nextElement.get();
                int patience = random.nextInt(3) * 10;
                await(() -> nextElement.get() >= sent + patience);
            }
            a.close();
            b.close();
            assertThat(nextElement).hasValueLessThan(ELEMENTS);
            assertThat(gateway.progress().fencedCommands()).isGreaterThan(HAND_OVERS);
            assertThat(gateway.progress().repeatedCommands()).isGreaterThan(HAND_OVERS);
            answers = new ConcurrentHashMap<>(a.answers);
            answers.putAll(b.answers);
            lateTags = lateTags(gateway);
        }
        assertThat(surprises).isEmpty();
        assertThat(answers.values()).contains(Code.OK, Code.PERMISSION_DENIED);
        long epochBefore = 0;
        List<Long> applied = new ArrayList<>();
        for (CaptureRecord record : lateTags) {
            long element = record.getLateTag().getElementSequence();
            long epoch = epochs.get(element);
            applied.add(element);
            assertThat(epoch)
                    .as("epochs in the order of application")
                    .isGreaterThanOrEqualTo(epochBefore);
            epochBefore = epoch;
            var newer = acknowledgedAt.higherEntry(epoch);
            assertThat(newer == null || record.getOffset() < newer.getValue())
                    .as(
                            "element %s of epoch %s at %s, %s",
                            element, epoch, record.getOffset(), newer)
                    .isTrue();
        }
        assertThat(applied).doesNotHaveDuplicates();
        Set<Long> accepted =
                answers.entrySet().stream()
                        .filter(answer -> answer.getValue() == Code.OK)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
        assertThat(Set.copyOf(applied)).isEqualTo(accepted);
        assertThat(applied).hasSizeGreaterThan(HAND_OVERS);
    }

    /** All late tags so far, in order. */
    private static List<CaptureRecord> lateTags(GatewayServer gateway) throws Exception {
        long end = gateway.progress().captureRecords();
        List<CaptureRecord> lateTags = new ArrayList<>();
        var isRead = new CountDownLatch(1);
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(gateway.target())
                        .usePlaintext()
                        .directExecutor()
                        .build();
        try {
            var requests =
                    GatewayGrpc.newStub(channel)
                            .capture(
                                    new StreamObserver<>() {
                                        @Override
                                        public void onNext(CaptureResponse response) {
                                            for (CaptureRecord record :
                                                    response.getBatch().getRecordsList()) {
                                                assertThat(record.hasCaptureGap()).isFalse();
                                                if (record.hasLateTag()) {
                                                    lateTags.add(record);
                                                }
                                                if (record.getOffset() == end - 1) {
                                                    isRead.countDown();
                                                }
                                            }
                                        }

                                        @Override
                                        public void onError(Throwable cause) {}

                                        @Override
                                        public void onCompleted() {}
                                    });
            requests.onNext(
                    CaptureRequest.newBuilder()
                            .setSubscribe(Subscribe.newBuilder().setCreditRecords(1 << 30))
                            .build());
            assertThat(isRead.await(60, TimeUnit.SECONDS)).isTrue();
            return List.copyOf(lateTags);
        } finally {
            channel.shutdownNow();
            channel.awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    /** A device whose elements are all completed, and which then waits for one in an hour. */
    private GatewayServer start() throws Exception {
        var settings =
                GatewaySettings.builder(ListTrace.DEVICE)
                        .engine(
                                EngineSettings.defaults(ListTrace.DEVICE)
                                        .withStorage(1_024, 0, 1L << 40)
                                        .withLink(0, 1L << 40))
                        .pacing(new Pacing.Live(1, Duration.ofHours(2), false))
                        .withBaseline(false)
                        .limits(GatewayLimits.defaults().withCaptureLogRecords(1 << 21))
                        .stateDirectory(state)
                        .build();
        GatewayServer gateway = GatewayServer.start(settings, workload());
        await(() -> gateway.progress().elementsCompleted() == ELEMENTS);
        return gateway;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static TraceReader workload() {
        return new TraceReader() {
            private int made;

            @Override
            public TrafficElement next() {
                made++;
                long time = ListTrace.START_NANOS + made * 100L;
                return made <= ELEMENTS
                        ? ListTrace.read(0, time, 0)
                        : made == ELEMENTS + 1 ? ListTrace.read(0, time + HOUR_NANOS, 0) : null;
            }

            @Override
            public void close() {}
        };
    }
}
