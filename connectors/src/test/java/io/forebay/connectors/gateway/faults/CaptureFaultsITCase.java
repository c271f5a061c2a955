package io.forebay.connectors.gateway.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.gateway.GatewayLimits;
import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Liveness;
import io.forebay.gateway.Pacing;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.TrafficElement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source behind a bad network: nothing is lost that is not reported, nothing comes twice. */
@Timeout(300)
class CaptureFaultsITCase {
    private static final long GAP_NANOS = 100_000;

    @Test
    void shouldResumeWithoutLossWhenConnectionsAreResetInTheMiddleOfMessages() throws Exception {
        int elements = 2_000;
        var random = new SplittableRandom(1);
        try (GatewayServer gateway = start(new SteadyReads(elements, GAP_NANOS), 1 << 16);
                var proxy = new FaultProxy(gateway.port())) {
            proxy.setResetAfterBytes(() -> random.nextLong(500, 30_000));
            try (CaptureThread job = CaptureThread.read(proxy.address())) {
                awaitEnd(job);
                assertThat(job.reconnects()).isGreaterThan(5);
                complete(job, elements, gateway);
            }
        }
    }

    @Test
    void shouldLoseNothingWhenTheNetworkIsSlow() throws Exception {
        int elements = 1_000;
        try (GatewayServer gateway = start(new SteadyReads(elements, GAP_NANOS), 1 << 16);
                var proxy = new FaultProxy(gateway.port())) {
            proxy.setDelayMillis(50);
            proxy.setBytesPerSecond(100_000);
            try (CaptureThread job = CaptureThread.read(proxy.address())) {
                awaitEnd(job);
                complete(job, elements, gateway);
            }
        }
    }

    @Test
    void shouldReconnectWhenTheConnectionFallsSilentWithoutAWord() throws Exception {
        int elements = 2_000;
        try (GatewayServer gateway = start(new SteadyReads(elements, GAP_NANOS), 1 << 16);
                var proxy = new FaultProxy(gateway.port())) {
            proxy.setBytesPerSecond(50_000);
            try (CaptureThread job = CaptureThread.read(proxy.address(), Duration.ofMillis(800))) {
                await().atMost(60, SECONDS).until(() -> job.count() > 100);
                proxy.fallSilent();
                int before = proxy.acceptedConnections();
                await().atMost(60, SECONDS).until(() -> proxy.acceptedConnections() > before + 1);
                proxy.heal();
                proxy.setBytesPerSecond(Long.MAX_VALUE);
                awaitEnd(job);
                complete(job, elements, gateway);
            }
        }
    }

    @Test
    void shouldReportExactlyWhatIsLostWhenCutForLongerThanTheLogReaches() throws Exception {
        int elements = 4_000;
        try (GatewayServer gateway = start(new SteadyReads(elements, 2_000_000), 3_000);
                var proxy = new FaultProxy(gateway.port());
                CaptureThread witness = CaptureThread.read(gateway.target());
                CaptureThread job = CaptureThread.read(proxy.address())) {
            await().atMost(60, SECONDS).until(() -> job.count() > 100);
            proxy.cut();
            await().atMost(120, SECONDS).until(() -> gateway.progress().captureRecords() > 5_000);
            proxy.heal();
            awaitEnd(job);
            awaitEnd(witness);
            assertThat(witness.gaps()).as("the witness saw all").isEmpty();
            assertThat(job.gaps()).hasSize(1);
            Map<Long, CaptureRecord> all = new HashMap<>();
            witness.records().forEach(entry -> all.put(entry.getOffset(), entry));
            CaptureGap gap = job.gaps().get(0);
            LongStream.range(gap.getFirstOffset(), gap.getNextOffset())
                    .forEach(offset -> assertThat(all.remove(offset)).isNotNull());
            List<CaptureRecord> seen =
                    job.records().stream()
                            .filter(entry -> !(entry.getBody() instanceof CaptureGap))
                            .toList();
            assertThat(seen).hasSize(all.size());
            assertThat(seen)
                    .allSatisfy(entry -> assertThat(entry).isEqualTo(all.get(entry.getOffset())));
            assertThat(new TreeSet<>(seen.stream().map(CaptureRecord::getOffset).toList()))
                    .isEqualTo(new TreeSet<>(all.keySet()));
        }
    }

    @Test
    void shouldNotLetEventTimesRunBackwardsWhenTheClockOfTheWorkloadDoes() throws Exception {
        var jumping = new JumpingReads(600);
        try (GatewayServer gateway = start(jumping, 1 << 16);
                CaptureThread job = CaptureThread.read(gateway.target())) {
            awaitEnd(job);
            List<Long> times =
                    job.records().stream()
                            .map(io.forebay.schemas.CaptureRecords::eventTimeNanos)
                            .toList();
            assertThat(times).isSorted();
            assertThat(gateway.report().elements().captured()).isEqualTo(600);
            assertThat(gateway.report().elements().clamped()).isPositive();
        }
    }

    private static GatewayServer start(io.forebay.traces.TraceReader reads, int logRecords)
            throws Exception {
        var settings =
                GatewaySettings.builder(SteadyReads.DEVICE)
                        .pacing(Pacing.live(1))
                        .withBaseline(false)
                        .limits(GatewayLimits.defaults().withCaptureLogRecords(logRecords))
                        .liveness(new Liveness(Duration.ofMillis(100), Duration.ofSeconds(5)))
                        .build();
        return GatewayServer.start(settings, reads);
    }

    private static void awaitEnd(CaptureThread job) {
        await().atMost(120, SECONDS).until(job::isEnded);
    }

    /** Every offset once, every element as it was sent. */
    private static void complete(CaptureThread job, int elements, GatewayServer gateway) {
        assertThat(job.gaps()).isEmpty();
        assertThat(job.records().stream().map(CaptureRecord::getOffset))
                .containsExactlyElementsOf(
                        LongStream.range(0, gateway.progress().captureRecords()).boxed().toList());
        List<TrafficElement> sent = SteadyReads.elements(elements, GAP_NANOS);
        assertThat(job.elements()).isEqualTo(sent);
    }

    /** The clock of the workload is set back by an hour, again and again. */
    private static final class JumpingReads implements io.forebay.traces.TraceReader {
        private final SteadyReads reads;
        private int made;

        JumpingReads(int count) {
            reads = new SteadyReads(count, GAP_NANOS);
        }

        @Override
        public TrafficElement next() {
            TrafficElement element = reads.next();
            made++;
            if (element != null && made % 100 > 50) {
                element.setEventTimeNanos(element.getEventTimeNanos() - 3_600_000_000_000L);
            }
            return element;
        }

        @Override
        public void close() {}
    }
}
