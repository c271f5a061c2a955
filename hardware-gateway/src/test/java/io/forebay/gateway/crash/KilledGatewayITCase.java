package io.forebay.gateway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.Requests;
import io.forebay.gateway.ring.RingDirectory;
import io.forebay.gateway.ring.RingEntry;
import io.forebay.gateway.ring.RingReader;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.Completion;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a gateway with SIGKILL at random moments, on one ring directory, and reads the rings each
 * time. {@code -Dforebay.kills=100} sets how often.
 */
class KilledGatewayITCase {
    private static final int KILLS = Integer.getInteger("forebay.kills", 10);
    private static final long SEED = Long.getLong("forebay.kills.seed", 20260101);
    private static final long WAIT_SECONDS = 120;
    private static final long LONGEST_LIFE_MILLIS = 2_500;

    @TempDir Path directory;

    /** What killed processes leave behind. */
    @TempDir Path temporary;

    private long elements;
    private long compared;
    private long completed;
    private long pending;
    private long torn;
    private double peakRate;

    @Test
    void shouldFindEveryAcknowledgedElementWhenGatewayIsKilled() throws Exception {
        var random = new SplittableRandom(SEED);
        long pendingBefore = -1;
        for (int kill = 0; kill < KILLS; kill++) {
            // The code of both compilers stores in its own order.
            Acknowledged acknowledged =
                    liveAndDie(random.nextLong(LONGEST_LIFE_MILLIS * 1_000), kill % 2 == 0 ? 4 : 1);
            synchronized (acknowledged) {
                assertThat(acknowledged.startsWithReset).isEqualTo(kill > 0);
                if (kill > 0) {
                    assertThat(acknowledged.resets.get(0))
                            .contains("generation " + kill + " ended with " + pendingBefore + " ");
                }
                pendingBefore = requireRings(acknowledged, kill + 1);
            }
        }
        System.out.printf(
                "killed %d times: %,d elements acknowledged (up to %,.0f/s), %,d entries compared:"
                        + " %,d completed, %,d pending; %d torn%n",
                KILLS, elements, peakRate, compared, completed, pending, torn);
        assertThat(completed).isPositive();
        assertThat(pending).isPositive();
    }

    /** One life of the gateway: what the subscriber had been told when it was killed. */
    private Acknowledged liveAndDie(long lifeMicros, int compilerLevel) throws Exception {
        Process gateway = start(compilerLevel);
        ManagedChannel channel = null;
        try {
            var out =
                    new BufferedReader(
                            new InputStreamReader(
                                    gateway.getInputStream(), StandardCharsets.US_ASCII));
            String port = out.readLine();
            assertThat(port).as("port of the gateway").isNotNull();
            channel =
                    ManagedChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(port))
                            .usePlaintext()
                            .build();
            var acknowledged = new Acknowledged();
            GatewayGrpc.newStub(channel).capture(acknowledged).onNext(Requests.subscribe());
            assertThat(acknowledged.first.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            TimeUnit.MICROSECONDS.sleep(lifeMicros);
            gateway.destroyForcibly();
            assertThat(gateway.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.exitValue()).isEqualTo(128 + 9);
            assertThat(acknowledged.over.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            return acknowledged;
        } finally {
            gateway.destroyForcibly();
            if (channel != null) {
                channel.shutdownNow();
                channel.awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private Process start(int compilerLevel) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=" + compilerLevel,
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path")
                                .replace(
                                        File.pathSeparator + File.pathSeparator,
                                        File.pathSeparator),
                        CrashGateway.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Checks all rings; returns how many elements of this life are pending in them. */
    private long requireRings(Acknowledged acknowledged, int generation) throws IOException {
        peakRate = Math.max(peakRate, acknowledged.peakElementsPerSecond());
        elements += acknowledged.elements;
        assertThat(acknowledged.gaps).isZero();
        long pendingNow = 0;
        for (int function = 0; function < CrashWorkload.FUNCTIONS; function++) {
            String id = CrashWorkload.functionId(function);
            Path file = RingDirectory.ringFile(directory, id);
            Long newest = acknowledged.newestSequence.get(id);
            if (newest == null && !file.toFile().exists()) {
                continue; // Killed before its first element.
            }
            RingReader.Contents contents = RingReader.read(file);
            assertThat(contents.header().functionId()).isEqualTo(id);
            assertThat(contents.header().generation()).isEqualTo(generation);
            Map<Long, RingEntry> present = new HashMap<>();
            for (RingEntry entry : contents.entries()) {
                if (entry.state() == RingEntry.State.TORN) {
                    continue;
                }
                requireRight(entry, CrashWorkload.element(function, entry.sequence()));
                if (entry.generation() == generation) {
                    present.put(entry.sequence(), entry);
                    pendingNow += entry.state().isPending() ? 1 : 0;
                }
            }
            requireAcknowledged(contents, present, newest == null ? -1 : newest);
            requireCompletions(present, acknowledged.completions.getOrDefault(id, Map.of()));
        }
        return pendingNow;
    }

    private void requireRight(RingEntry entry, TrafficElement element) {
        compared++;
        assertThat(entry.arrivalNanos()).isEqualTo(element.getEventTimeNanos());
        assertThat(entry.kind()).isEqualTo(element.getKind());
        assertThat(entry.operation()).isEqualTo(element.getOperation());
        assertThat(entry.address()).isEqualTo(element.getAddress());
        assertThat(entry.lengthBytes()).isEqualTo(element.getLengthBytes());
        assertThat(entry.orderingDomain()).isEqualTo(element.getOrderingDomain());
        assertThat(entry.correlationId()).isEqualTo(element.getCorrelationId());
        assertThat(entry.trafficClass()).isEqualTo(element.getTrafficClass());
        assertThat(entry.relaxedOrdering()).isEqualTo(element.getRelaxedOrdering());
        assertThat(entry.requestedPriority()).isEqualTo(-1);
        if (entry.state() == RingEntry.State.COMPLETED) {
            completed++;
            assertThat(entry.serviceStartNanos()).isGreaterThanOrEqualTo(entry.arrivalNanos());
            assertThat(entry.completedNanos()).isGreaterThan(entry.serviceStartNanos());
            assertThat(entry.appliedPriority()).isEqualTo(element.getTrafficClass());
        } else {
            pending++;
            assertThat(entry.completedNanos()).isZero();
        }
    }

    /** Of the newest entries that the ring has slots for, every acknowledged one must be there. */
    private void requireAcknowledged(
            RingReader.Contents contents, Map<Long, RingEntry> present, long newest) {
        List<RingEntry> tornNow =
                contents.entries().stream()
                        .filter(entry -> entry.state() == RingEntry.State.TORN)
                        .filter(entry -> entry.serial() >= contents.header().tail())
                        .toList();
        assertThat(tornNow).hasSizeLessThanOrEqualTo(1);
        torn += tornNow.size();
        long head =
                present.keySet().stream().mapToLong(sequence -> sequence + 1).max().orElse(0)
                        + tornNow.size();
        assertThat(head).isGreaterThan(newest);
        for (long sequence = Math.max(0, head - contents.header().capacity());
                sequence <= newest;
                sequence++) {
            assertThat(present).containsKey(sequence);
        }
    }

    private static void requireCompletions(
            Map<Long, RingEntry> present, Map<Long, Completion> completions) {
        present.forEach(
                (sequence, entry) -> {
                    Completion completion = completions.get(sequence);
                    if (completion != null) {
                        assertThat(entry.state()).isEqualTo(RingEntry.State.COMPLETED);
                        assertThat(entry.completedNanos())
                                .isEqualTo(completion.getEventTimeNanos());
                    }
                });
    }
}
