package io.forebay.jobs.cli;

import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.mix.MixRecipe;
import io.forebay.evaluation.mix.MixTrace;
import io.forebay.evaluation.mix.PublicMix;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which mix of traces is evaluated. Shared by the {@code evaluate} commands that replay a whole
 * device.
 */
final class MixOptions {
    private static final String PUBLIC = "public";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--mix",
            paramLabel = "NAME",
            description = "'public': the mix of the sample block traces in --data.")
    private String mix;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the sample block traces.")
    private Path data;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = {
                "A trace to mix; may be given several times.",
                "Each volume with enough requests becomes a function, spread over 60 s."
            })
    private List<Path> traces = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = TraceFormatConverter.class,
            completionCandidates = FormatNames.class,
            description = {
                "Format of each --trace, in their order, or one for all: ${COMPLETION-CANDIDATES}.",
                "Without it, the files' beginnings tell."
            })
    private List<TraceFormat> formats = new ArrayList<>();

    /** Fails, as a wrong call, unless the options make sense together. */
    void validate() {
        if ((mix == null) == traces.isEmpty()) {
            throw wrong("either --mix or --trace is needed, and not both");
        }
        if (mix != null && !mix.equals(PUBLIC)) {
            throw wrong("--mix knows " + PUBLIC + ": " + mix);
        }
        if ((mix == null) != (data == null)) {
            throw wrong("--mix and --data go together");
        }
        if (mix != null && !formats.isEmpty()) {
            throw wrong("--format needs --trace");
        }
        if (formats.size() > 1 && formats.size() != traces.size()) {
            throw wrong(
                    "--format is given once, or once for each --trace: traces="
                            + traces.size()
                            + ", formats="
                            + formats.size());
        }
    }

    /**
     * Builds the mix.
     *
     * @param limit requests at most, 0 for all
     * @throws IOException when a trace cannot be read, or is not one of the public mix
     */
    DeviceMix build(long limit) throws IOException {
        DeviceMix whole = mix == null ? mixOfTraces() : PublicMix.build(data);
        return limit == 0 ? whole : whole.limitedTo(limit);
    }

    private DeviceMix mixOfTraces() throws IOException {
        List<MixTrace> sources = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < traces.size(); i++) {
            String name = Traces.deviceNameOf(traces.get(i));
            names.add(name);
            sources.add(new MixTrace(name, traces.get(i), formatOf(i)));
        }
        return MixRecipe.mix(String.join("+", names), sources, deadLetter -> {});
    }

    private TraceFormat formatOf(int trace) throws IOException {
        if (!formats.isEmpty()) {
            return formats.get(formats.size() == 1 ? 0 : trace);
        }
        Path file = traces.get(trace);
        return DetectedFormat.of(file, spec);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
