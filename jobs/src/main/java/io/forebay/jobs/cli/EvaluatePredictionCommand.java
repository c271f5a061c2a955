package io.forebay.jobs.cli;

import io.forebay.evaluation.forecast.ForecastEvaluation;
import io.forebay.evaluation.forecast.ForecastFigures;
import io.forebay.evaluation.prediction.FunctionMemory;
import io.forebay.evaluation.prediction.ModelChoice;
import io.forebay.evaluation.prediction.PredictionEvaluation;
import io.forebay.evaluation.prediction.PredictionFigures;
import io.forebay.evaluation.prediction.PredictionPage;
import io.forebay.evaluation.prediction.SpeedEffort;
import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Page;
import io.forebay.evaluation.report.Progress;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code forebay evaluate prediction}: bits per request and speed of engine and references. */
@Command(
        name = "prediction",
        description = {
            "Predicts each request of a trace from those before it, with Forebay's engine, with the engine without some"
                    + " of its parts, and with reference models; tells what each pays in bits and how fast it is.",
            "Then forecasts demand, bursts, gaps and next reads, and holds the forecasts against simple references."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluatePredictionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TraceOptions trace = new TraceOptions();
    @Mixin private EvaluationOptions options = new EvaluationOptions();

    @Option(
            names = "--models",
            paramLabel = "NAME",
            split = ",",
            converter = ModelConverter.class,
            completionCandidates = ModelNames.class,
            description = "Of ${COMPLETION-CANDIDATES} (default: all), separated by commas.")
    private List<ModelChoice> models = List.of(ModelChoice.values());

    @Option(
            names = "--function-memory",
            paramLabel = "SIZE",
            defaultValue = "512KiB",
            converter = MemoryConverter.class,
            completionCandidates = MemoryNames.class,
            description =
                    "Memory of a function's model, ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private FunctionMemory memory;

    @Option(
            names = "--speed-requests",
            paramLabel = "N",
            defaultValue = "400000",
            description = {
                "Requests, in passes over the trace, that each model is given to measure its speed (default: ${DEFAULT-VALUE});",
                "three quarters of them warm it up."
            })
    private long speedRequests;

    @Option(
            names = "--no-forecasts",
            description = "Leave out the forecasts of demand, bursts, gaps and next reads.")
    private boolean withoutForecasts;

    @Override
    public Integer call() throws Exception {
        trace.validate();
        options.validate();
        if (speedRequests < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--speed-requests must be at least 1: " + speedRequests);
        }
        RequestTrace requests = trace.read(options.limit());
        PredictionReport report;
        try (var progress = new EvaluationProgress()) {
            report = evaluate(requests, progress);
        }
        options.publish(
                new Page(
                        PredictionPage.title(report.prediction()),
                        options.commandLine(),
                        report.sections()),
                report);
        return 0;
    }

    private PredictionReport evaluate(RequestTrace requests, Progress progress) {
        PredictionFigures figures =
                PredictionEvaluation.run(
                        requests,
                        memory,
                        EnumSet.copyOf(models),
                        SpeedEffort.of(speedRequests),
                        progress);
        ForecastFigures forecasts =
                withoutForecasts
                        ? null
                        : ForecastEvaluation.run(requests, memory.settings(), progress);
        return new PredictionReport(figures, forecasts);
    }

    /** Reads a model by its name. */
    static final class ModelConverter implements ITypeConverter<ModelChoice> {
        @Override
        public ModelChoice convert(String label) {
            try {
                return ModelChoice.parse(label);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** The names of the models, for help and messages. */
    static final class ModelNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ModelChoice.labels().iterator();
        }
    }

    /** Reads a size by its name. */
    static final class MemoryConverter implements ITypeConverter<FunctionMemory> {
        @Override
        public FunctionMemory convert(String label) {
            try {
                return FunctionMemory.parse(label);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** The sizes, for help and messages. */
    static final class MemoryNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(FunctionMemory.KIB_128.label(), FunctionMemory.KIB_512.label())
                    .iterator();
        }
    }
}
