package io.forebay.jobs.cli;

import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.priority.PriorityEvaluation;
import io.forebay.evaluation.priority.PriorityFigures;
import io.forebay.evaluation.priority.PriorityPage;
import io.forebay.evaluation.priority.QueueOrder;
import io.forebay.evaluation.report.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay evaluate priority}: completion times of bursts under scheduling policies. */
@Command(
        name = "priority",
        description = {
            "Replays the functions of a device on one server, under Forebay's priorities and under reference policies,"
                    + " and tells how fast their bursts complete."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluatePriorityCommand implements Callable<Integer> {
    private static final long MOST_AGING_MILLIS = 3_600_000;

    @Spec private CommandSpec spec;
    @Mixin private MixOptions mix = new MixOptions();
    @Mixin private EvaluationOptions options = new EvaluationOptions();

    @Option(
            names = "--load",
            paramLabel = "SHARE",
            split = ",",
            description =
                    "Shares of the time that the device is busy, separated by commas (default: 0.9).")
    private List<Double> loads = List.of(0.9);

    @Option(
            names = "--aging",
            paramLabel = "MILLIS",
            defaultValue = "300",
            description = {
                "Bound of an element's wait in the rows that show what such a bound costs; 0 leaves them out",
                "(default: ${DEFAULT-VALUE})."
            })
    private long agingMillis;

    @Override
    public Integer call() throws Exception {
        validate();
        DeviceMix built = mix.build(options.limit());
        List<PriorityFigures> runs = new ArrayList<>();
        try (var progress = new EvaluationProgress()) {
            var evaluation = new PriorityEvaluation(built, agingMillis, progress);
            for (double load : loads) {
                int permille = (int) Math.round(load * 1_000);
                runs.add(evaluation.run(permille, QueueOrder.BURST, true));
                runs.add(evaluation.run(permille, QueueOrder.BURST, false));
                runs.add(evaluation.run(permille, QueueOrder.FUNCTION, false));
            }
        }
        options.publish(
                new Page(
                        "Priority on " + built.name(),
                        options.commandLine(),
                        PriorityPage.sections(runs)),
                Map.of("runs", runs));
        return 0;
    }

    private void validate() {
        mix.validate();
        options.validate();
        for (double load : loads) {
            if (!(load >= 0.001 && load <= 1)) {
                throw wrong("--load must be from 0.001 to 1: " + load);
            }
        }
        if (agingMillis < 0 || agingMillis > MOST_AGING_MILLIS) {
            throw wrong("--aging must be from 0 to " + MOST_AGING_MILLIS + ": " + agingMillis);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
