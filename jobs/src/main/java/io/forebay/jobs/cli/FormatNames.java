package io.forebay.jobs.cli;

import io.forebay.traces.TraceFormat;
import java.util.Arrays;
import java.util.Iterator;

/** Labels of the trace formats, for the usage help. */
final class FormatNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(TraceFormat.values()).map(TraceFormat::label).iterator();
    }
}
