package io.forebay.jobs.cli;

import io.forebay.evaluation.anomaly.inject.InjectionEvaluation;
import io.forebay.evaluation.anomaly.inject.InjectionFigures;
import io.forebay.evaluation.anomaly.inject.InjectionReport;
import io.forebay.evaluation.anomaly.nab.NabEvaluation;
import io.forebay.evaluation.anomaly.nab.NabFigures;
import io.forebay.evaluation.anomaly.nab.NabPage;
import io.forebay.evaluation.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay evaluate anomaly}: the detector beside references. */
@Command(
        name = "anomaly",
        description = {
            "Holds the anomaly detector against references. With --nab on the Numenta Anomaly"
                    + " Benchmark, row by row, scored as the benchmark does, on the groups that are"
                    + " there.",
            "With --trace or --synthetic on anomalies of known shapes put into the second half of"
                    + " the traffic: which are found, how soon, and how many false alerts there are"
                    + " without them."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateAnomalyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--nab",
            paramLabel = "DIR",
            description =
                    "The benchmark's folder, with data/GROUP/FILE.csv and"
                            + " labels/combined_windows.json.")
    private Path nab;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "With --nab: folder for the benchmark's result files,"
                            + " DETECTOR/GROUP/DETECTOR_FILE.csv; made when missing.")
    private Path out;

    @Mixin private InjectionOptions injection = new InjectionOptions();
    @Mixin private EvaluationOptions options = new EvaluationOptions();

    @Override
    public Integer call() throws Exception {
        options.validate();
        if (nab == null) {
            evaluateInjections();
        } else {
            evaluateBenchmark();
        }
        return 0;
    }

    private void evaluateBenchmark() throws IOException {
        for (String option : InjectionOptions.NAMES) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw wrong(option + " does not go with --nab: its series are judged whole");
            }
        }
        if (out == null) {
            throw wrong("--nab needs --out");
        }
        if (!Files.isDirectory(nab)) {
            throw wrong("--nab names no folder: " + nab);
        }
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw wrong("--out names a file: " + out);
        }
        NabFigures figures;
        try (var progress = new EvaluationProgress()) {
            figures = NabEvaluation.run(nab, out, progress);
        }
        String title =
                "Anomalies in " + figures.series() + " series of " + nab + ", results in " + out;
        options.publish(new Page(title, options.commandLine(), NabPage.sections(figures)), figures);
    }

    private void evaluateInjections() throws IOException {
        if (out != null) {
            throw wrong("--out needs --nab");
        }
        injection.validate();
        List<InjectionOptions.Traffic> traffic = injection.traffic(options.limit());
        if (traffic.isEmpty()) {
            throw wrong("--nab, --trace or --synthetic is needed");
        }
        var figures = new ArrayList<InjectionFigures>();
        try (var progress = new EvaluationProgress()) {
            for (InjectionOptions.Traffic one : traffic) {
                figures.add(
                        InjectionEvaluation.run(
                                one.name(),
                                one.opener().open(),
                                injection.grid(),
                                injection.seed(),
                                injection.count(),
                                progress));
            }
        }
        InjectionReport report = InjectionReport.of(figures);
        options.publish(new Page(report.title(), options.commandLine(), report.sections()), report);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
