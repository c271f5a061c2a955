package io.forebay.jobs.cli;

import io.forebay.evaluation.anomaly.nab.NabEvaluation;
import io.forebay.evaluation.anomaly.nab.NabFigures;
import io.forebay.evaluation.anomaly.nab.NabPage;
import io.forebay.evaluation.report.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay evaluate anomaly}: the detector beside references on a benchmark. */
@Command(
        name = "anomaly",
        description = {
            "Runs the anomaly detector and references on the Numenta Anomaly Benchmark, row by row,"
                    + " and scores them as the benchmark does, on the groups that are there."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateAnomalyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--nab",
            paramLabel = "DIR",
            required = true,
            description =
                    "The benchmark's folder, with data/GROUP/FILE.csv and"
                            + " labels/combined_windows.json.")
    private Path nab;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description =
                    "Folder for the benchmark's result files, DETECTOR/GROUP/DETECTOR_FILE.csv;"
                            + " made when missing.")
    private Path out;

    @Mixin private EvaluationOptions options = new EvaluationOptions();

    @Override
    public Integer call() throws Exception {
        validate();
        NabFigures figures;
        try (var progress = new EvaluationProgress()) {
            figures = NabEvaluation.run(nab, out, progress);
        }
        String title =
                "Anomalies in " + figures.series() + " series of " + nab + ", results in " + out;
        options.publish(new Page(title, options.commandLine(), NabPage.sections(figures)), figures);
        return 0;
    }

    private void validate() {
        options.validate();
        if (options.limit() > 0) {
            throw wrong("--limit does not go with --nab: its series are judged whole");
        }
        if (!Files.isDirectory(nab)) {
            throw wrong("--nab names no folder: " + nab);
        }
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw wrong("--out names a file: " + out);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
