package io.forebay.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.prefetch.PrefetchCounts;
import io.forebay.predictor.Candidates;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.prefetch.PrefetchPlan;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import io.forebay.shaping.prefetch.PrefetchSettings;
import io.forebay.traces.TraceReader;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.util.ArrayDeque;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Predictor, policy and engine together, with commands that come late: what prefetching brings. */
class LatePrefetchTest {
    private static final double WASTE_COST = PrefetchSettings.defaults().wasteCost();
    private static final int ELEMENTS = 20_000;

    private final ArrayDeque<ControlCommand> commands = new ArrayDeque<>();
    private final Candidates candidates = new Candidates(16);
    private final PrefetchPlan plan = new PrefetchPlan(64);
    private final PredictionScore score = new PredictionScore();
    private PrefetchPolicy policy;
    private FunctionModel model;

    @ParameterizedTest
    @CsvSource({
        "sequential, 1000, 0.95",
        "sequential, 20000, 0.95",
        "strided, 1000, 0.95",
        "strided, 20000, 0.6",
        "interleaved, 1000, 0.25",
        "interleaved, 20000, 0.2",
        "phases, 1000, 0.7",
        "phases, 5000, 0.5",
        "phases, 20000, 0.05",
        "bursts, 1000, 0.05",
        "bursts, 20000, 0.05",
        "zipf, 1000, 0.1",
        "zipf, 20000, 0.05"
    })
    void shouldBringABenefitWhenCommandsComeLate(String workload, long delayMicros, double least)
            throws IOException {
        PrefetchCounts counts = replay(workload, delayMicros * 1_000);
        double netBenefit =
                counts.coverage()
                        - WASTE_COST * counts.wastedBlocks() / Math.max(1, counts.demandBlocks());
        assertThat(netBenefit).as(counts.toString()).isGreaterThanOrEqualTo(least);
    }

    private PrefetchCounts replay(String workload, long delayNanos) throws IOException {
        policy = new PrefetchPolicy(PrefetchSettings.defaults());
        model = DeviceModel.create(PredictorSettings.defaults()).newFunction();
        var engine = new OffloadEngine(EngineSettings.defaults(Elements.DEVICE), this::onEvent);
        try (TraceReader reader = SyntheticWorkloads.open(workload, Elements.DEVICE, 1)) {
            for (long sequence = 0; sequence < ELEMENTS; sequence++) {
                TrafficElement element = reader.next();
                element.setSequence(sequence);
                long now = element.getEventTimeNanos();
                while (!commands.isEmpty()
                        && commands.peek().getCauseTimeNanos() + delayNanos <= now) {
                    ControlCommand due = commands.poll();
                    engine.advanceTo(
                            Math.max(engine.clockNanos(), due.getCauseTimeNanos() + delayNanos));
                    engine.apply(due);
                }
                engine.arrive(element);
                decide(element);
            }
        }
        return engine.statistics().snapshot().prefetch();
    }

    private void onEvent(Object body) {
        if (body instanceof PrefetchOutcome outcome) {
            policy.onOutcome(outcome.getResult(), outcome.getFirstBlock(), outcome.getBlockCount());
        }
    }

    private void decide(TrafficElement element) {
        model.observe(element, score);
        model.rollOut(policy.stagingMayWait(), candidates);
        if (element.getKind() != ElementKind.BLOCK || element.getLengthBytes() == 0) {
            return;
        }
        policy.onRequest(
                element.getOperation() == Operation.READ,
                element.getAddress(),
                element.getLengthBytes(),
                candidates,
                plan);
        long now = element.getEventTimeNanos();
        for (int i = 0; i < plan.size(); i++) {
            commands.add(
                    Commands.prefetch(
                            element.getFunctionId(),
                            plan.firstBlock(i),
                            plan.blockCount(i),
                            now + 30_000_000_000L,
                            now));
        }
    }
}
