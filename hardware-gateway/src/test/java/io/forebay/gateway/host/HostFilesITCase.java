package io.forebay.gateway.host;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.gateway.GatewayReport;
import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.Action;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.HardwareKind;
import io.forebay.schemas.gateway.v1.PrefetchResult;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files as hardware: what is staged is seen in the page cache, past the gateway. */
class HostFilesITCase {
    private static final int BLOCKS = 2_048;
    private static final long NEVER = Long.MAX_VALUE;

    // Not the temporary folder of JUnit, which may be in memory, where nothing is ever dropped.
    private Path path;
    private PageCacheFile seen;

    @BeforeEach
    void writeFile() throws IOException {
        Path directory = Files.createDirectories(Path.of("target").toAbsolutePath());
        path = Files.createTempFile(directory, "host-file", ".bin");
        byte[] content = new byte[BLOCKS * PageCacheFile.BLOCK_BYTES];
        new Random(1).nextBytes(content);
        Files.write(path, content);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        seen = PageCacheFile.open(path);
        seen.dontNeed(0, BLOCKS);
        assumeTrue(resident().isEmpty(), "the file system does not drop pages: " + path);
    }

    @AfterEach
    void deleteFile() throws IOException {
        if (seen != null) {
            seen.close();
        }
        Files.deleteIfExists(path);
    }

    @Test
    void shouldHaveExactlyTheBlocksInThePageCacheWhenPrefetched() throws Exception {
        try (GatewayServer gateway = start(null);
                HostClient client = new HostClient(gateway)) {
            assertThat(client.capabilities().getHardware())
                    .isEqualTo(HardwareKind.HARDWARE_KIND_LINUX_HOST);
            assertThat(client.capabilities().getActionsList())
                    .containsExactly(Action.ACTION_PREFETCH);
            accepted(client.prefetch("host/disk", 100, 7, NEVER));
            accepted(client.prefetch("host/disk", 1_000, 500, NEVER));
            accepted(client.prefetch("host/disk", BLOCKS - 1, 1, NEVER));
            var wanted = new BitSet();
            wanted.set(100, 107);
            wanted.set(1_000, 1_500);
            wanted.set(BLOCKS - 1);
            // WILLNEED reads what is asked for and no more: its read-ahead has no window.
            await().atMost(60, SECONDS)
                    .untilAsserted(() -> assertThat(resident()).isEqualTo(wanted));
        }
    }

    @Test
    void shouldRefuseWithReasonWhenABlockCannotBeStaged() throws Exception {
        try (GatewayServer gateway = start(null);
                HostClient client = new HostClient(gateway)) {
            refused(
                    client.prefetch("host/disk", BLOCKS - 3, 4, NEVER),
                    CommandStatus.COMMAND_STATUS_INVALID,
                    "behind the file: endBlock=2049, fileBlocks=2048");
            refused(
                    client.prefetch("host/other", 0, 1, NEVER),
                    CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET,
                    "host/other");
            refused(
                    client.prefetch("host/disk", 0, 1, nowNanos() - 1),
                    CommandStatus.COMMAND_STATUS_EXPIRED,
                    "expired");
            assertThat(resident().isEmpty()).isTrue();
        }
    }

    @Test
    void shouldDropAMispredictionWhenItExpires() throws Exception {
        var workload = new ScriptedReads();
        try (GatewayServer gateway = start(workload);
                HostClient client = new HostClient(gateway).capture()) {
            accepted(client.prefetch("host/disk", 64, 32, nowNanos() + SECONDS.toNanos(5)));
            await().atMost(60, SECONDS)
                    .until(() -> outcomes(client, PrefetchResult.PREFETCH_RESULT_EXPIRED) == 32);
            await().atMost(60, SECONDS).until(() -> resident().isEmpty());
        }
    }

    @Test
    void shouldServeReadsFromPageCacheWhenTheyWerePrefetched() throws Exception {
        var workload = new ScriptedReads();
        try (GatewayServer gateway = start(workload);
                HostClient client = new HostClient(gateway).capture()) {
            accepted(client.prefetch("host/disk", 0, 64, NEVER));
            await().atMost(60, SECONDS).until(() -> resident().cardinality() == 64);
            for (int i = 0; i < 8; i++) {
                workload.read(i * 8L, 8);
                workload.read(512 + i * 8L, 8);
            }
            workload.end();
            assertThat(gateway.awaitWorkloadEnd(java.time.Duration.ofSeconds(60))).isTrue();
            GatewayReport report = gateway.report();
            assertThat(report.failure()).isNull();
            assertThat(report.elements().captured()).isEqualTo(16);
            assertThat(report.elements().completed()).isEqualTo(16);
            assertThat(report.prefetch().issuedBlocks()).isEqualTo(64);
            assertThat(report.prefetch().usedBlocks()).isEqualTo(64);
            assertThat(report.prefetch().coverage()).isEqualTo(0.5);
            await().atMost(60, SECONDS)
                    .until(
                            () ->
                                    client.records.stream()
                                                    .filter(CaptureRecord::hasCompletion)
                                                    .count()
                                            == 16);
            assertThat(
                            client.records.stream()
                                    .filter(CaptureRecord::hasCompletion)
                                    .filter(entry -> entry.getCompletion().getServedFromPrefetch()))
                    .hasSize(8);
            assertThat(outcomes(client, PrefetchResult.PREFETCH_RESULT_HIT)).isEqualTo(64);
        }
    }

    @Test
    void shouldNotLetEventTimesRunBackwardsWhenTheWallClockIsSetBack() throws Exception {
        var wallNanos = new AtomicLong(nowNanos());
        var started = System.nanoTime();
        long begin = wallNanos.get();
        var clock =
                new HostClock(
                        () -> wallNanos.get() + System.nanoTime() - started, System::nanoTime);
        var workload = new ScriptedReads();
        var host = new HostSettings(Optional.empty(), Map.of("disk", path), 1_024);
        try (GatewayServer gateway =
                        GatewayServer.startOn(
                                gateway(),
                                parts ->
                                        HostHardware.open(
                                                parts, host, deadLetters -> workload, clock));
                HostClient client = new HostClient(gateway).capture()) {
            workload.read(0, 1);
            await().atMost(60, SECONDS)
                    .until(() -> client.records.stream().anyMatch(CaptureRecord::hasClockTick));
            wallNanos.addAndGet(-SECONDS.toNanos(3_600));
            long atJump = gateway.progress().clockNanos();
            workload.read(1, 1);
            await().atMost(60, SECONDS)
                    .until(() -> gateway.progress().clockNanos() > atJump + 200_000_000);
            workload.read(2, 1);
            workload.end();
            assertThat(gateway.awaitWorkloadEnd(java.time.Duration.ofSeconds(60))).isTrue();
            assertThat(gateway.report().elements().completed()).isEqualTo(3);
            await().atMost(60, SECONDS).until(() -> client.elements("host/disk").count() == 3);
            List<Long> elements =
                    client.elements("host/disk")
                            .map(element -> element.getEventTimeNanos())
                            .toList();
            assertThat(elements).isSorted();
            assertThat(elements.get(0)).isGreaterThanOrEqualTo(begin);
            assertThat(elements.get(2)).isGreaterThan(atJump);
            assertThat(
                            client.records.stream()
                                    .filter(CaptureRecord::hasClockTick)
                                    .map(entry -> entry.getClockTick().getEventTimeNanos()))
                    .isSorted();
        }
    }

    @Test
    void shouldMakeADeadLetterWhenARequestDoesNotFitTheFile() throws Exception {
        var workload = new ScriptedReads();
        workload.read(BLOCKS, 1);
        workload.add("host/nothing", Operation.READ, 0, 4_096);
        workload.add("host/disk", Operation.WRITE, 0, 4_096);
        workload.end();
        try (GatewayServer gateway = start(workload);
                HostClient client = new HostClient(gateway).capture()) {
            assertThat(gateway.awaitWorkloadEnd(java.time.Duration.ofSeconds(60))).isTrue();
            assertThat(client.elements("host/disk")).isEmpty();
            assertThat(gateway.report().elements().refused()).isEqualTo(3);
            assertThat(gateway.report().deadLetters().byReason().keySet())
                    .containsExactly(
                            "files are only read",
                            "no file has the name of the function",
                            "request ends behind the file");
        }
    }

    @Test
    void shouldFailClearlyWhenTheFileIsNotThere() {
        var settings = new HostSettings(Optional.empty(), Map.of("disk", Path.of("/no/file")), 64);
        assertThatThrownBy(() -> HostHardware.start(gateway(), settings, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot open /no/file");
    }

    private GatewayServer start(ScriptedReads workload) throws IOException {
        return HostHardware.start(
                gateway(),
                new HostSettings(Optional.empty(), Map.of("disk", path), 1_024),
                workload == null ? null : deadLetters -> workload);
    }

    private static GatewaySettings gateway() {
        return GatewaySettings.builder("host").pacing(Pacing.live(1)).withBaseline(false).build();
    }

    private BitSet resident() {
        return seen.resident(0, BLOCKS);
    }

    private static long outcomes(HostClient client, PrefetchResult result) {
        return client.records.stream()
                .filter(CaptureRecord::hasPrefetchOutcome)
                .map(CaptureRecord::getPrefetchOutcome)
                .filter(outcome -> outcome.getResult() == result)
                .mapToLong(outcome -> outcome.getBlockCount())
                .sum();
    }

    private static void accepted(CommandResult result) {
        assertThat(result.getStatus())
                .as(result.getDetail())
                .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
    }

    private static void refused(CommandResult result, CommandStatus status, String reason) {
        assertThat(result.getStatus()).isEqualTo(status);
        assertThat(result.getDetail()).contains(reason);
    }

    private static long nowNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /** Requests as the test adds them; waits for more until it is ended. */
    private static final class ScriptedReads implements TraceReader {
        private final ArrayDeque<TrafficElement> elements = new ArrayDeque<>();
        private boolean ended;

        void read(long firstBlock, int blocks) {
            add("host/disk", Operation.READ, firstBlock * 4_096, blocks * 4_096L);
        }

        synchronized void add(String function, Operation operation, long address, long bytes) {
            var element = new TrafficElement();
            element.setFunctionId(function);
            element.setKind(ElementKind.BLOCK);
            element.setOperation(operation);
            element.setAddress(address);
            element.setLengthBytes(bytes);
            elements.add(element);
            notifyAll();
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }

        @Override
        public synchronized TrafficElement next() throws IOException {
            try {
                while (elements.isEmpty() && !ended) {
                    TimeUnit.SECONDS.timedWait(this, 1);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
            return elements.poll();
        }

        @Override
        public void close() {}
    }
}
