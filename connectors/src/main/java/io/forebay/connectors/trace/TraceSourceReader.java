package io.forebay.connectors.trace;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.types.Either;

/**
 * Reads its traces side by side, always the one whose next element is the earliest. Reads on the
 * task thread: a local file is faster than a hand-over. State: the position in each trace.
 */
final class TraceSourceReader
        implements SourceReader<Either<CaptureRecord, DeadLetter>, TraceSplit> {
    private final TraceOpener opener;
    private final Counter deadLetters;
    private final Map<String, TraceCapture> captures = new LinkedHashMap<>();
    private final Map<String, SourceOutput<Either<CaptureRecord, DeadLetter>>> outputs =
            new LinkedHashMap<>();
    private CompletableFuture<Void> availability = new CompletableFuture<>();
    private boolean noMoreSplits;

    TraceSourceReader(SourceReaderContext context, TraceOpener opener) {
        this.opener = opener;
        this.deadLetters = context.metricGroup().counter("deadLetters");
    }

    @Override
    public void start() {
        // Traces come when the reader has registered.
    }

    @Override
    public void addSplits(List<TraceSplit> splits) {
        for (TraceSplit split : splits) {
            try {
                captures.put(split.splitId(), TraceCapture.open(split, opener));
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "trace cannot be opened: path=" + split.file().path(), e);
            }
        }
        availability.complete(null);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Either<CaptureRecord, DeadLetter>> output)
            throws IOException {
        for (String splitId : captures.keySet()) {
            // All from the start: a trace that has not begun holds the watermark.
            outputs.computeIfAbsent(splitId, output::createOutputForSplit);
        }
        String splitId = earliest();
        if (splitId == null) {
            return endOrWait();
        }
        TraceCapture capture = captures.get(splitId);
        Either<CaptureRecord, DeadLetter> next = capture.peek();
        if (next == null) {
            captures.remove(splitId).close();
            outputs.remove(splitId);
            output.releaseOutputForSplit(splitId);
        } else {
            capture.remove();
            if (next.isRight()) {
                deadLetters.inc();
            }
            outputs.get(splitId).collect(next);
        }
        return captures.isEmpty() ? endOrWait() : InputStatus.MORE_AVAILABLE;
    }

    private InputStatus endOrWait() {
        if (noMoreSplits) {
            return InputStatus.END_OF_INPUT;
        }
        availability = new CompletableFuture<>();
        return InputStatus.NOTHING_AVAILABLE;
    }

    /** The trace to read from; one that has come to its end counts as the earliest. */
    private String earliest() throws IOException {
        String earliest = null;
        long earliestNanos = Long.MAX_VALUE;
        for (Map.Entry<String, TraceCapture> candidate : captures.entrySet()) {
            if (candidate.getValue().peek() == null) {
                return candidate.getKey();
            }
            long timeNanos = candidate.getValue().nextTimeNanos();
            if (earliest == null || timeNanos < earliestNanos) {
                earliest = candidate.getKey();
                earliestNanos = timeNanos;
            }
        }
        return earliest;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return availability;
    }

    @Override
    public List<TraceSplit> snapshotState(long checkpointId) {
        List<TraceSplit> splits = new ArrayList<>(captures.size());
        captures.values().forEach(capture -> splits.add(capture.toSplit()));
        return splits;
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        availability.complete(null);
    }

    @Override
    public void close() throws IOException {
        for (TraceCapture capture : captures.values()) {
            capture.close();
        }
    }
}
