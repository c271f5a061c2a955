package io.forebay.connectors.gateway.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that dies and comes back, as its job sees it. */
@Timeout(300)
class GatewayKilledITCase {
    private static final int ELEMENTS = 3_000;
    private static final long GAP_NANOS = 1_000_000;

    @TempDir Path state;

    @Test
    void shouldResumeAndReportAnOpenGapWhenTheGatewayIsKilled() throws Exception {
        try (GatewayProcess first = GatewayProcess.start(state, ELEMENTS, GAP_NANOS);
                var proxy = new FaultProxy(first.port());
                CaptureThread job = CaptureThread.read(proxy.address())) {
            await().atMost(120, SECONDS).until(() -> job.count() > 500);
            first.kill();
            try (GatewayProcess second = GatewayProcess.start(state, ELEMENTS, GAP_NANOS)) {
                proxy.setUpstreamPort(second.port());
                await().atMost(120, SECONDS).until(job::isEnded);
            }
            // Nobody knows what a process had in hand when it was killed, so the gap has no end.
            CaptureGap gap = inOrder(job);
            assertThat(gap.getOpenEnded()).isTrue();
            assertThat(gap.getNextOffset()).isEqualTo(gap.getFirstOffset());
        }
    }

    @Test
    void shouldReportExactlyWhatIsLostWhenTheGatewayIsRestartedInOrder() throws Exception {
        try (GatewayProcess first = GatewayProcess.start(state, ELEMENTS, GAP_NANOS);
                var proxy = new FaultProxy(first.port());
                CaptureThread witness = CaptureThread.read("127.0.0.1:" + first.port());
                CaptureThread job = CaptureThread.read(proxy.address())) {
            await().atMost(120, SECONDS).until(() -> job.count() > 500);
            proxy.cut();
            int atCut = witness.count();
            await().atMost(120, SECONDS).until(() -> witness.count() > atCut + 500);
            long captured = first.terminate();
            try (GatewayProcess second = GatewayProcess.start(state, ELEMENTS, GAP_NANOS)) {
                proxy.setUpstreamPort(second.port());
                proxy.heal();
                await().atMost(120, SECONDS).until(job::isEnded);
            }
            CaptureGap gap = inOrder(job);
            assertThat(gap.getOpenEnded()).isFalse();
            assertThat(gap.getNextOffset()).isEqualTo(captured);
            assertThat(captured - gap.getFirstOffset()).isGreaterThan(400);
        }
    }

    /** Checks all that came, element by element, against what was sent; the one gap between. */
    private static CaptureGap inOrder(CaptureThread job) {
        assertThat(job.gaps()).hasSize(1);
        CaptureGap gap = job.gaps().get(0);
        List<CaptureRecord> records = job.records();
        int at = 0;
        while (records.get(at).getBody() != gap) {
            at++;
        }
        List<CaptureRecord> before = records.subList(0, at);
        List<CaptureRecord> after = records.subList(at + 1, records.size());
        assertThat(gap.getFirstOffset()).isEqualTo(before.size());
        assertThat(offsets(before)).isEqualTo(range(before.size()));
        assertThat(offsets(after)).isEqualTo(range(after.size()));
        int seen = CaptureThread.elements(before).size();
        assertThat(CaptureThread.elements(before)).isEqualTo(SteadyReads.elements(seen, GAP_NANOS));
        // The workload begins anew with the new process, and so does the log.
        assertThat(CaptureThread.elements(after))
                .isEqualTo(SteadyReads.elements(ELEMENTS, GAP_NANOS));
        return gap;
    }

    private static List<Long> offsets(List<CaptureRecord> records) {
        return records.stream().map(CaptureRecord::getOffset).toList();
    }

    private static List<Long> range(int count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
