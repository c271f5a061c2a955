package io.forebay.jobs.cli;

import io.forebay.evaluation.allocation.AllocationEvaluation;
import io.forebay.evaluation.allocation.AllocationPage;
import io.forebay.evaluation.allocation.AllocationReport;
import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.report.Page;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay evaluate allocation}: what is lost of a mix under policies of allocation. */
@Command(
        name = "allocation",
        description = {
            "Replays a mix of traces through a memory that the functions' circular buffers share, each drained by a backend"
                    + " of its own; tells how many bytes find no room under Forebay's policies, reference policies and"
                    + " oracles."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateAllocationCommand implements Callable<Integer> {
    private static final double LEAST_DRAIN = 0.001;
    private static final double MOST_DRAIN = 1000;
    private static final double PERMILLE = 1000;

    @Spec private CommandSpec spec;
    @Mixin private MixOptions mix = new MixOptions();

    @Option(
            names = "--buffer",
            paramLabel = "SIZE",
            split = ",",
            defaultValue = "12MiB,16MiB,24MiB",
            converter = ByteSizeConverter.class,
            description =
                    "Sizes of the memory, separated by commas, such as 16MiB (default: ${DEFAULT-VALUE}).")
    private List<Long> bufferBytes;

    @Option(
            names = "--drain",
            paramLabel = "X",
            defaultValue = "1.25",
            description =
                    "Rate of each backend, relative to its function's mean rate (default: ${DEFAULT-VALUE}).")
    private double drain;

    @Mixin private EvaluationOptions options = new EvaluationOptions();

    @Override
    public Integer call() throws Exception {
        mix.validate();
        options.validate();
        if (!(drain >= LEAST_DRAIN && drain <= MOST_DRAIN)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--drain must be from " + LEAST_DRAIN + " to " + MOST_DRAIN + ": " + drain);
        }
        DeviceMix requests = mix.build(options.limit());
        AllocationReport report;
        try (var progress = new EvaluationProgress()) {
            report =
                    AllocationEvaluation.run(
                            requests, bufferBytes, (int) Math.round(drain * PERMILLE), progress);
        }
        options.publish(
                new Page(
                        AllocationPage.title(report),
                        options.commandLine(),
                        AllocationPage.sections(report)),
                report.figures());
        return 0;
    }
}
