package io.forebay.jobs.cli;

import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.mix.MixRecipe;
import io.forebay.evaluation.mix.MixTrace;
import io.forebay.evaluation.mix.PublicMix;
import io.forebay.traces.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
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
            description =
                    "'public': the mix of the sample block traces in --data. Otherwise each volume"
                            + " of a --trace with enough requests becomes a function, spread over 60"
                            + " s.")
    private String mix;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the sample block traces.")
    private Path data;

    @Mixin private TraceListOptions traces = new TraceListOptions();

    /** Fails, as a wrong call, unless the options make sense together. */
    void validate() {
        if ((mix == null) == traces.traces().isEmpty()) {
            throw wrong("either --mix or --trace is needed, and not both");
        }
        if (mix != null && !mix.equals(PUBLIC)) {
            throw wrong("--mix knows " + PUBLIC + ": " + mix);
        }
        if ((mix == null) != (data == null)) {
            throw wrong("--mix and --data go together");
        }
        traces.validate();
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
        for (Path trace : traces.traces()) {
            String name = Traces.deviceNameOf(trace);
            names.add(name);
            sources.add(new MixTrace(name, trace, traces.formatOf(sources.size())));
        }
        return MixRecipe.mix(String.join("+", names), sources, deadLetter -> {});
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
