package io.forebay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.traces.TraceFormat;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs what each benchmark measures once, so that none is broken unnoticed. */
class BenchmarksRunTest {

    @ParameterizedTest
    @EnumSource(names = {"VSCSI", "MSR", "SYSTOR", "MQSIM", "DISKSIM", "BLKPARSE"})
    void shouldReadSameFromPackedTrace(TraceFormat format) throws IOException {
        assertThat(readTrace(format, true)).isEqualTo(readTrace(format, false));
    }

    private static long readTrace(TraceFormat format, boolean isPacked) throws IOException {
        var benchmark = new TraceReaderBenchmark();
        benchmark.format = format;
        benchmark.isPacked = isPacked;
        benchmark.requests = 2_000;
        benchmark.writeTrace();
        try {
            return benchmark.read();
        } finally {
            benchmark.deleteTrace();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "sequential", "zipf"})
    void shouldGiveElementsOfWorkload(String workload) throws IOException {
        var benchmark = new SyntheticWorkloadBenchmark();
        benchmark.workload = workload;
        benchmark.openWorkload();
        assertThat(benchmark.next().getFunctionId()).startsWith("device/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INTERLEAVED", "RANDOM"})
    void shouldDecideWhatToPrefetch(String traffic) {
        var benchmark = new PrefetchDecisionBenchmark();
        benchmark.traffic = traffic;
        benchmark.generateTraffic();
        int ranges = 0;
        for (int i = 0; i < 2_000; i++) {
            ranges += benchmark.observeAndDecide();
        }
        assertThat(ranges > 1_000).isEqualTo(traffic.equals("INTERLEAVED"));
        assertThat(benchmark.observeOnly()).isPositive();
    }
}
