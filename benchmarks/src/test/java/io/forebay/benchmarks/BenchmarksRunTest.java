package io.forebay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
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
        assertThat(ranges > 200).isEqualTo(traffic.equals("INTERLEAVED"));
        assertThat(benchmark.observeOnly()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {23, 1000})
    void shouldShareTheBudgetOut(int functions) {
        var benchmark = new AllocationBenchmark();
        benchmark.functions = functions;
        benchmark.learn();
        assertThat(LongStream.of(benchmark.allocate()).sum()).isEqualTo(1L << 30);
        assertThat(benchmark.learnWindow().meanBytes()).isPositive();
        assertThat(benchmark.admit()).isTrue();
    }

    @Test
    void shouldObserveTheSameWithEveryPartOfThePredictor() throws IOException {
        var benchmark = new PredictorBenchmark();
        benchmark.workload = "mixed";
        benchmark.units = 16;
        benchmark.readRequests();
        double bits = benchmark.observe();
        assertThat(bits).isPositive();
        assertThat(benchmark.observe()).isEqualTo(bits);
        assertThat(benchmark.observeAndRollOut()).isGreaterThanOrEqualTo(bits);
        assertThat(benchmark.observeWithoutNetwork()).isNotEqualTo(bits);
        assertThat(benchmark.observeWithNetworkReset()).isNotEqualTo(bits);
        assertThat(benchmark.observeWithoutContexts()).isGreaterThan(bits);
        assertThat(benchmark.symbols()).isPositive();
        assertThat(benchmark.readFunction().toBytes()).isEqualTo(benchmark.writeFunction());
        assertThat(benchmark.writeDevice()).isNotEmpty();
    }

    @Test
    void shouldGiveAPriority() {
        var benchmark = new PriorityTagBenchmark();
        benchmark.teach();
        assertThat(benchmark.tag()).isBetween(0, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "zipf"})
    void shouldTakeElementsWithAndWithoutModel(String workload) throws IOException {
        var benchmark = new EngineBenchmark();
        benchmark.workload = workload;
        benchmark.trainModel();
        for (int i = 0; i < 20_000; i++) {
            assertThat(benchmark.arriveWithEdgeModel()).isBetween(0L, 10_000L);
            assertThat(benchmark.arriveWithTagsOnly()).isBetween(0L, 10_000L);
            assertThat(benchmark.decide()).isBetween(0, 7);
        }
        assertThat(benchmark.updateModel()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMeasureEveryElementOfASchedule(boolean withModel) throws IOException {
        var latency = new EdgeLatency("mixed", 1_000_000, withModel);
        EdgeLatency.Result result = latency.run(25_000);
        assertThat(result.sinceSchedule().getTotalCount()).isEqualTo(25_000);
        assertThat(result.own().getTotalCount()).isEqualTo(25_000);
        assertThat(result.sinceSchedule().getMean()).isGreaterThan(result.own().getMean());
        assertThat(latency.elementsPerCpuSecond(1_000)).isPositive();
        assertThat(result.models().getTotalCount()).isEqualTo(withModel ? 25 : 0);
    }
}
