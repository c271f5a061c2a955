package io.forebay.jobs.assembly;

import io.forebay.connectors.OptionRefusal;
import io.forebay.jobs.run.ThroughputWorkload;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How a job is put together: {@link AssemblyOptions}, checked.
 *
 * @param source where traffic comes from
 * @param results where results go, at least one
 * @param trace what is read, where the source is a trace
 */
record AssemblySettings(
        TrafficSource source, Set<ResultSink> results, Optional<ThroughputWorkload> trace) {
    /**
     * The settings of a configuration.
     *
     * @throws IllegalArgumentException when an option is not allowed; names the key, the value and
     *     what is allowed
     */
    static AssemblySettings from(ReadableConfig config) {
        TrafficSource source = config.get(AssemblyOptions.SOURCE);
        Set<ResultSink> results = EnumSet.noneOf(ResultSink.class);
        results.addAll(config.get(AssemblyOptions.RESULTS));
        if (results.isEmpty()) {
            throw OptionRefusal.of(AssemblyOptions.RESULTS, "", "kafka, gateway, or both");
        }
        return new AssemblySettings(
                source,
                results,
                source == TrafficSource.TRACE ? Optional.of(trace(config)) : Optional.empty());
    }

    /** Whether Kafka is read or written. */
    boolean usesKafka() {
        return source == TrafficSource.KAFKA || results.contains(ResultSink.KAFKA);
    }

    /** Whether a gateway sends traffic or is given commands. */
    boolean usesGateway() {
        return source == TrafficSource.GATEWAY || results.contains(ResultSink.GATEWAY);
    }

    private static ThroughputWorkload trace(ReadableConfig config) {
        String path = config.get(AssemblyOptions.TRACE_PATH);
        String synthetic = config.get(AssemblyOptions.TRACE_SYNTHETIC);
        long limit = config.get(AssemblyOptions.TRACE_LIMIT);
        if (limit < 0 || (synthetic != null && limit == 0)) {
            throw OptionRefusal.of(
                    AssemblyOptions.TRACE_LIMIT,
                    limit,
                    "0 or more, and above 0 for a synthetic workload, which has no end");
        }
        if ((path == null) == (synthetic == null)) {
            throw OptionRefusal.of(
                    AssemblyOptions.TRACE_PATH,
                    path,
                    "a file, or none and "
                            + AssemblyOptions.TRACE_SYNTHETIC.key()
                            + " instead of it");
        }
        if (synthetic != null) {
            if (!SyntheticWorkloads.names().contains(synthetic)) {
                throw OptionRefusal.of(
                        AssemblyOptions.TRACE_SYNTHETIC,
                        synthetic,
                        String.join(", ", SyntheticWorkloads.names()));
            }
            return new ThroughputWorkload(
                    synthetic, null, config.get(AssemblyOptions.TRACE_SEED), limit);
        }
        var format = config.get(AssemblyOptions.TRACE_FORMAT);
        if (format == null) {
            throw OptionRefusal.of(AssemblyOptions.TRACE_FORMAT, null, "the format of the trace");
        }
        return new ThroughputWorkload(path, format, config.get(AssemblyOptions.TRACE_SEED), limit);
    }
}
