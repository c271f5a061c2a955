package io.forebay.connectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Keeps what a reader emits. */
public final class CollectingOutput<T> implements ReaderOutput<T> {
    private final List<T> collected = new ArrayList<>();
    private final Set<String> splits = new TreeSet<>();

    public List<T> collected() {
        return collected;
    }

    /** Splits that have an output now. */
    public Set<String> splits() {
        return splits;
    }

    @Override
    public void collect(T element) {
        collected.add(element);
    }

    @Override
    public void collect(T element, long timestamp) {
        collected.add(element);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        throw new AssertionError("readers leave watermarks to the strategy");
    }

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<T> createOutputForSplit(String splitId) {
        splits.add(splitId);
        return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {
        splits.remove(splitId);
    }
}
