package io.forebay.benchmarks;

import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** How many elements a second does a synthetic workload give? */
public class SyntheticWorkloadBenchmark extends BenchmarkBase {
    @Param({"mixed", "sequential", "zipf"})
    String workload;

    private TraceReader reader;

    @Setup
    public void openWorkload() {
        reader = SyntheticWorkloads.open(workload, "device", 42);
    }

    @Benchmark
    public TrafficElement next() throws IOException {
        return reader.next();
    }
}
