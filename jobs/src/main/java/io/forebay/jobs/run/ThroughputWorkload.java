package io.forebay.jobs.run;

import io.forebay.connectors.trace.TraceFile;
import io.forebay.connectors.trace.TraceOpener;
import io.forebay.connectors.trace.TraceSource;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceReader;
import io.forebay.traces.Traces;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a job without a gateway reads, as fast as it can: the beginning of a trace or of a synthetic
 * workload. Travels with the job graph.
 *
 * @param name path of the trace, or name of the synthetic workload
 * @param format of the trace; null for a synthetic workload
 * @param seed of the synthetic workload
 * @param limit elements at most, 0 for all of a trace
 */
public record ThroughputWorkload(String name, TraceFormat format, long seed, long limit)
        implements TraceOpener {
    private static final String SYNTHETIC_DEVICE = "forebay0";

    public ThroughputWorkload {
        if (limit < 0 || (format == null && limit == 0)) {
            throw new IllegalArgumentException(
                    "a workload needs an end: name=" + name + ", limit=" + limit);
        }
    }

    /** The workload in a few words. */
    public String describe() {
        return format == null ? "synthetic " + name : String.valueOf(Path.of(name).getFileName());
    }

    /** A source that reads it. */
    public TraceSource source() {
        // What is made up has no format; nothing reads it, since this opens the workload.
        var file =
                format == null
                        ? new TraceFile(name, TraceFormat.MQSIM, SYNTHETIC_DEVICE)
                        : new TraceFile(name, format, Traces.deviceNameOf(Path.of(name)));
        return new TraceSource(List.of(file), this);
    }

    @Override
    public TraceReader open(TraceFile file, Consumer<DeadLetter> deadLetters) throws IOException {
        TraceReader reader =
                format == null
                        ? SyntheticWorkloads.open(name, file.deviceId(), seed)
                        : TraceOpener.files().open(file, deadLetters);
        return limit == 0 ? reader : new FirstElements(reader, limit);
    }

    private static final class FirstElements implements TraceReader {
        private final TraceReader reader;
        private long left;

        FirstElements(TraceReader reader, long limit) {
            this.reader = reader;
            left = limit;
        }

        @Override
        public TrafficElement next() throws IOException {
            return left-- > 0 ? reader.next() : null;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
