package io.forebay.jobs.assembly;

import io.forebay.traces.TraceFormat;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options of how a submitted job is put together; {@link AssemblySettings#from} checks them. */
public final class AssemblyOptions {
    /** Where traffic comes from. */
    public static final ConfigOption<TrafficSource> SOURCE =
            ConfigOptions.key("forebay.source")
                    .enumType(TrafficSource.class)
                    .defaultValue(TrafficSource.KAFKA)
                    .withDescription("Where the traffic comes from.");

    /** Where results go. */
    public static final ConfigOption<List<ResultSink>> RESULTS =
            ConfigOptions.key("forebay.results")
                    .enumType(ResultSink.class)
                    .asList()
                    .defaultValues(ResultSink.KAFKA)
                    .withDescription(
                            "Where the results go: everything to topics, commands to gateways, or"
                                    + " both.");

    /** Trace file. */
    public static final ConfigOption<String> TRACE_PATH =
            ConfigOptions.key("forebay.trace.path")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The trace, where every task manager finds it.");

    /** Format of the trace. */
    public static final ConfigOption<TraceFormat> TRACE_FORMAT =
            ConfigOptions.key("forebay.trace.format")
                    .enumType(TraceFormat.class)
                    .noDefaultValue()
                    .withDescription("What the trace is written in.");

    /** Synthetic workload instead of a trace. */
    public static final ConfigOption<String> TRACE_SYNTHETIC =
            ConfigOptions.key("forebay.trace.synthetic")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("A synthetic workload instead of a trace.");

    /** Seed of the synthetic workload. */
    public static final ConfigOption<Long> TRACE_SEED =
            ConfigOptions.key("forebay.trace.seed")
                    .longType()
                    .defaultValue(1L)
                    .withDescription("Seed of the synthetic workload.");

    /** Elements at most. */
    public static final ConfigOption<Long> TRACE_LIMIT =
            ConfigOptions.key("forebay.trace.limit")
                    .longType()
                    .defaultValue(0L)
                    .withDescription(
                            "Elements after which the traffic ends; 0 for all of a trace.");

    private AssemblyOptions() {}
}
