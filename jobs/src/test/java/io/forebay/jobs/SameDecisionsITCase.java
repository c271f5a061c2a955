package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.connectors.gateway.sink.GatewaySink;
import io.forebay.connectors.gateway.source.GatewaySource;
import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.mix.PublicMix;
import io.forebay.gateway.GatewayReport;
import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.jobs.EvaluationDecisions.Answer;
import io.forebay.jobs.EvaluationDecisions.Range;
import io.forebay.jobs.run.EmbeddedCluster;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mix gets the same decisions from the running loop and from the classes that decide for Forebay
 * in {@code evaluate}: the priority of each element, the blocks staged after it, with their
 * probabilities, and the shares at the end of each window.
 *
 * <p>The loop runs in virtual time; what its gateway sent and was sent is kept on the wire, and the
 * records it sent are replayed in their order. Three things are defined otherwise in the evaluation
 * and are given to its deciders as the loop has them, so that what is held equal is the decision:
 *
 * <ul>
 *   <li>There staging takes no time. Here the policy is told what became of blocks when the gateway
 *       reported it.
 *   <li>There needs are what queues would have risen by at known rates of their backends, and only
 *       what is free is shared out. Here a need is the bytes that a window brought, with the demand
 *       model's forecast, and shares are of the whole buffer, with the job's floor and hysteresis.
 *   <li>There long requests are cut into elements before they are tagged. Here a request is one
 *       element.
 * </ul>
 */
class SameDecisionsITCase {
    private static final long SEED = 42;
    private static final int REQUESTS = 2_500;
    private static final Duration WINDOW = Duration.ofMillis(20);
    private static final long PATIENCE_SECONDS = 180;

    @TempDir Path directory;

    private List<CaptureRecord> captured;
    private List<ControlCommand> commands;
    private GatewayReport report;

    @Test
    void shouldDecideAsTheEvaluationDoesOnASyntheticMix() throws Exception {
        OperatorSettings settings =
                runLoop("device", SyntheticWorkloads.open("mixed", "device", SEED));
        assertSameDecisions(settings);
        assertThat(capturedFunctions()).hasSize(10);
    }

    @Test
    void shouldDecideAsTheEvaluationDoesOnThePublicMix() throws Exception {
        Path traces = Path.of(System.getProperty("forebay.data.dir", ""), "block");
        assumeTrue(Files.isDirectory(traces), "no sample traces: directory=" + traces);
        DeviceMix mix = PublicMix.build(traces).limitedTo(REQUESTS);
        OperatorSettings settings = runLoop("mix", new MixReader(mix));
        assertSameDecisions(settings);
        assertThat(capturedFunctions()).hasSize(mix.functions().size()).hasSizeGreaterThan(5);
    }

    /** The elements of a mix as a gateway's workload. One thread. */
    private static final class MixReader implements TraceReader {
        private final DeviceMix mix;
        private int next;

        MixReader(DeviceMix mix) {
            this.mix = mix;
        }

        @Override
        public TrafficElement next() {
            return next < mix.requestCount() ? mix.element(next++) : null;
        }

        @Override
        public void close() {}
    }

    private OperatorSettings runLoop(String device, TraceReader workload) throws Exception {
        GatewaySettings gatewaySettings =
                GatewaySettings.builder(device)
                        .window(WINDOW)
                        .elementLimit(REQUESTS)
                        .withBaseline(false)
                        .build();
        OperatorSettings settings = settingsFor(gatewaySettings);
        try (GatewayServer gateway = GatewayServer.start(gatewaySettings, workload);
                GatewayRelay relay = GatewayRelay.to(gateway.target());
                EmbeddedCluster cluster = EmbeddedCluster.start(1, "0", directory)) {
            StreamExecutionEnvironment environment = cluster.newEnvironment();
            new ShapingJob(
                            GatewaySource.builder().addGateway(relay.target()).build(),
                            GatewaySink.builder()
                                    .addGateway(relay.target())
                                    .setBaseEpoch(1)
                                    .build(),
                            relay.target(),
                            settings)
                    .build(environment);
            environment
                    .executeAsync("same decisions")
                    .getJobExecutionResult()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            gateway.awaitWorkloadEnd();
            report = gateway.report();
            captured = relay.captured();
            commands = relay.commands();
        }
        assertThat(report.failure()).isNull();
        assertThat(report.elements().completed()).isEqualTo(REQUESTS);
        // Nothing was sent twice, nothing refused.
        assertThat(captured).extracting(CaptureRecord::getOffset).doesNotHaveDuplicates();
        assertThat(report.commands().byStatus().keySet()).containsOnly("ACCEPTED");
        return settings;
    }

    private static OperatorSettings settingsFor(GatewaySettings gateway) {
        return OperatorSettings.from(
                new Configuration()
                        .set(OperatorOptions.WINDOW, gateway.window())
                        .set(
                                OperatorOptions.BUFFER_BUDGET,
                                new MemorySize(gateway.engine().bufferBudgetBytes()))
                        .set(
                                OperatorOptions.PREFETCH_BUFFER_BLOCKS,
                                gateway.engine().prefetchBlocksPerFunction())
                        .set(OperatorOptions.PREDICTOR_SEED, SEED));
    }

    private void assertSameDecisions(OperatorSettings settings) {
        var evaluation = new EvaluationDecisions(settings);
        evaluation.replay(captured);
        Map<String, List<Answer>> answers = answersOfTheLoop();
        assertThat(answers.keySet()).isEqualTo(evaluation.answers().keySet());
        answers.forEach((id, ofLoop) -> assertSame(id, ofLoop, evaluation.answers().get(id)));
        Map<Long, List<FunctionShare>> shares = evaluation.shares();
        assertThat(sharesOfTheLoop()).isEqualTo(shares);
        assertApplied(shares);
        assertTelling(answers, shares);
    }

    private static void assertSame(
            String functionId, List<Answer> ofLoop, List<Answer> ofEvaluation) {
        assertThat(ofLoop).as(functionId).hasSameSizeAs(ofEvaluation);
        for (int i = 0; i < ofLoop.size(); i++) {
            // One by one: a list of thousands tells nobody where they part.
            assertThat(ofLoop.get(i))
                    .as("%s, element %d", functionId, i)
                    .isEqualTo(ofEvaluation.get(i));
        }
    }

    private Set<String> capturedFunctions() {
        Set<String> ids = new HashSet<>();
        for (CaptureRecord record : captured) {
            if (record.getBody() instanceof TrafficElement element) {
                ids.add(element.getFunctionId());
            }
        }
        return ids;
    }

    /** What the gateway was told about each element; a prefetch precedes the tag of its element. */
    private Map<String, List<Answer>> answersOfTheLoop() {
        Map<String, List<Answer>> answers = new HashMap<>();
        Map<String, List<Range>> staged = new HashMap<>();
        for (ControlCommand command : commands) {
            String target = command.getTarget();
            if (command.getBody() instanceof PrefetchCommand prefetch) {
                staged.computeIfAbsent(target, id -> new ArrayList<>())
                        .add(
                                new Range(
                                        prefetch.getFirstBlock(),
                                        prefetch.getBlockCount(),
                                        prefetch.getProbability()));
            } else if (command.getBody() instanceof PriorityTag tag) {
                List<Range> ranges = staged.remove(target);
                answers.computeIfAbsent(target, id -> new ArrayList<>())
                        .add(
                                new Answer(
                                        tag.getElementSequence(),
                                        ranges == null ? List.of() : ranges,
                                        tag.getPriority()));
            }
        }
        assertThat(staged).isEmpty();
        return answers;
    }

    private Map<Long, List<FunctionShare>> sharesOfTheLoop() {
        Map<Long, List<FunctionShare>> byWindowEnd = new TreeMap<>();
        for (ControlCommand command : commands) {
            if (command.getBody() instanceof BufferAllocation allocation) {
                assertThat(byWindowEnd.put(allocation.getWindowEndNanos(), allocation.getShares()))
                        .isNull();
            }
        }
        return byWindowEnd;
    }

    /**
     * What the device says its functions were entitled to in the end. The last window may be shared
     * out after the workload has ended, and then has no effect.
     */
    private void assertApplied(Map<Long, List<FunctionShare>> shares) {
        Map<String, Long> requested = new HashMap<>();
        for (CaptureRecord record : captured) {
            if (record.getBody() instanceof AppliedAllocation applied) {
                requested.put(applied.getFunctionId(), applied.getRequestedBytes());
            }
        }
        int applied = Math.toIntExact(report.commands().allocationsApplied());
        assertThat(applied).isBetween(shares.size() - 1, shares.size());
        List<FunctionShare> last = List.copyOf(shares.values()).get(applied - 1);
        for (FunctionShare share : last) {
            assertThat(requested).containsEntry(share.getFunctionId(), share.getBytes());
        }
    }

    /** The mix led to decisions of many kinds: that none differ says something. */
    private void assertTelling(
            Map<String, List<Answer>> answers, Map<Long, List<FunctionShare>> shares) {
        Set<Integer> priorities = new HashSet<>();
        long ranges = 0;
        for (List<Answer> ofFunction : answers.values()) {
            for (Answer answer : ofFunction) {
                priorities.add(answer.priority());
                ranges += answer.staged().size();
            }
        }
        Set<PrefetchResult> results = new HashSet<>();
        for (CaptureRecord record : captured) {
            if (record.getBody() instanceof PrefetchOutcome outcome) {
                results.add(outcome.getResult());
            }
        }
        assertThat(priorities).hasSizeGreaterThan(4);
        assertThat(ranges).isGreaterThan(50);
        assertThat(results).hasSizeGreaterThan(1);
        assertThat(new HashSet<>(shares.values())).hasSizeGreaterThan(5);
    }
}
