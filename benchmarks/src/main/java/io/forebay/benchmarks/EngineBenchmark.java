package io.forebay.benchmarks;

import io.forebay.gateway.engine.OffloadEngine;
import io.forebay.gateway.model.EdgePriorities;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How many elements a second does an offload engine take, with and without the model at the edge,
 * and what does the decision alone cost?
 */
public class EngineBenchmark extends BenchmarkBase {
    private static final long GAP_NANOS = 10_000;

    @Param({"mixed", "zipf"})
    String workload;

    private EdgeTraffic traffic;
    private OffloadEngine withModel;
    private EdgeTraffic plainTraffic;
    private OffloadEngine withoutModel;
    private EdgeTraffic decisionTraffic;
    private EdgePriorities priorities;

    @Setup
    public void trainModel() throws IOException {
        traffic = new EdgeTraffic(workload, GAP_NANOS);
        withModel = EdgeTraffic.engine(true);
        require(withModel.apply(traffic.nextModel()) == CommandStatus.COMMAND_STATUS_ACCEPTED);
        plainTraffic = new EdgeTraffic(workload, GAP_NANOS);
        withoutModel = EdgeTraffic.engine(false);
        decisionTraffic = new EdgeTraffic(workload, GAP_NANOS);
        priorities = new EdgePriorities(true);
        updateModel();
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the model was refused");
        }
    }

    /** Arrival to completion of an element, its priority by the model at the edge. */
    @Benchmark
    public long arriveWithEdgeModel() {
        withModel.arrive(traffic.next());
        return withModel.pendingElements();
    }

    /** The same without model. */
    @Benchmark
    public long arriveWithTagsOnly() {
        withoutModel.arrive(plainTraffic.next());
        return withoutModel.pendingElements();
    }

    /** Counters and estimate alone. */
    @Benchmark
    public int decide() {
        var element = decisionTraffic.next();
        return priorities.decide(decisionTraffic.lastFunction(), element);
    }

    /** Decoding, checking and putting in force a model, and making one to put in force. */
    @Benchmark
    public boolean updateModel() {
        boolean accepted =
                priorities.offer((ModelUpdate) decisionTraffic.nextModel().getBody()).isAccepted();
        require(accepted);
        return accepted;
    }
}
