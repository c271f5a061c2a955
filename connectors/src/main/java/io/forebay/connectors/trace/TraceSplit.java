package io.forebay.connectors.trace;

import static java.util.Objects.requireNonNull;

import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One trace, from a position on.
 *
 * @param file the trace; its path names the split
 * @param position capture records and dead letters that have been delivered
 */
public record TraceSplit(TraceFile file, long position) implements SourceSplit {
    public TraceSplit {
        requireNonNull(file, "file");
        if (position < 0) {
            throw new IllegalArgumentException("position is negative: position=" + position);
        }
    }

    @Override
    public String splitId() {
        return file.path();
    }
}
