package io.forebay.jobs.cli;

import io.forebay.evaluation.prefetch.PrefetchEvaluation;
import io.forebay.evaluation.prefetch.PrefetchFigures;
import io.forebay.evaluation.prefetch.PrefetchPage;
import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Page;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
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

/** {@code forebay evaluate prefetch}: what staging brings and costs, beside simple rules. */
@Command(
        name = "prefetch",
        description = {
            "Replays block traces through an ideal prefetch buffer with Forebay's policy, with reference policies,"
                    + " with none and with an oracle; tells what each covers and wastes.",
            "Each trace and each size of buffer is a run of its own."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluatePrefetchCommand implements Callable<Integer> {
    private static final int MOST_BUFFER_BLOCKS = 1 << 20;
    private static final long MOST_SHIFT_SECTORS = 1L << 32;

    @Spec private CommandSpec spec;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            required = true,
            description = "A block trace; gzip is understood. May be given several times.")
    private List<Path> traces;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = TraceFormatConverter.class,
            completionCandidates = FormatNames.class,
            description = {
                "One of ${COMPLETION-CANDIDATES}; once for all traces or once for each, in their order.",
                "Without it, the files' beginnings tell."
            })
    private List<TraceFormat> formats = List.of();

    @Option(
            names = "--shift-sectors",
            paramLabel = "S",
            description = {
                "Added to each address, for partitions that do not begin at a multiple of 4 KiB (default: 0);",
                "once for all traces or once for each."
            })
    private List<Long> shifts = List.of();

    @Option(
            names = "--buffer-blocks",
            paramLabel = "N",
            split = ",",
            defaultValue = "64,256,1024",
            description =
                    "Blocks of 4 KiB that the buffer of each stream holds (default: ${DEFAULT-VALUE}).")
    private List<Integer> bufferBlocks;

    @Mixin private EvaluationOptions options = new EvaluationOptions();

    @Override
    public Integer call() throws Exception {
        validate();
        var runs = new ArrayList<PrefetchFigures>();
        try (var progress = new EvaluationProgress()) {
            for (int i = 0; i < traces.size(); i++) {
                RequestTrace trace = read(i);
                for (int blocks : bufferBlocks) {
                    runs.add(PrefetchEvaluation.run(trace, blocks, progress));
                }
            }
        }
        options.publish(
                new Page(
                        PrefetchPage.title(runs),
                        options.commandLine(),
                        PrefetchPage.sections(runs)),
                runs.size() == 1 ? runs.get(0) : new PrefetchFigures.Runs(runs));
        return 0;
    }

    private void validate() {
        options.validate();
        requireOneOrEach("--format", formats.size());
        requireOneOrEach("--shift-sectors", shifts.size());
        for (long shift : shifts) {
            if (shift < 0 || shift > MOST_SHIFT_SECTORS) {
                throw wrong(
                        "--shift-sectors must be from 0 to " + MOST_SHIFT_SECTORS + ": " + shift);
            }
        }
        for (int blocks : bufferBlocks) {
            if (blocks < 1 || blocks > MOST_BUFFER_BLOCKS) {
                throw wrong(
                        "--buffer-blocks must be from 1 to " + MOST_BUFFER_BLOCKS + ": " + blocks);
            }
        }
    }

    private void requireOneOrEach(String option, int given) {
        if (given > 1 && given != traces.size()) {
            throw wrong(
                    option
                            + " must be given once or as often as --trace: "
                            + given
                            + " instead of "
                            + traces.size());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static <T> T ofTrace(List<T> values, int trace) {
        return values.get(values.size() == 1 ? 0 : trace);
    }

    private RequestTrace read(int index) throws IOException {
        Path file = traces.get(index);
        long shift = shifts.isEmpty() ? 0 : ofTrace(shifts, index);
        TraceFormat format =
                formats.isEmpty() ? DetectedFormat.of(file, spec) : ofTrace(formats, index);
        RequestTrace trace = RequestTrace.read(file, format, shift, options.limit());
        if (trace.size() == 0) {
            throw new IOException(
                    "no request can be read from the trace: file="
                            + file
                            + ", refused="
                            + trace.refused());
        }
        if (!trace.isBlock()) {
            throw wrong("prefetching is evaluated on block traces: " + file);
        }
        return trace;
    }
}
