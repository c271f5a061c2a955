package io.forebay.connectors.trace;

import io.forebay.connectors.RecordTypes;
import io.forebay.connectors.enumerator.AssignmentState;
import io.forebay.connectors.enumerator.AssignmentStateSerializer;
import io.forebay.connectors.enumerator.StaticSplitEnumerator;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.SchemaTrust;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.types.Either;

/**
 * Traces read directly, without a gateway: what one would capture of them, elements only, and the
 * dead letters among it. {@link TraceStreams} takes the two apart. Bounded.
 */
public final class TraceSource
        implements Source<
                        Either<CaptureRecord, DeadLetter>, TraceSplit, AssignmentState<TraceSplit>>,
                ResultTypeQueryable<Either<CaptureRecord, DeadLetter>> {
    private static final long serialVersionUID = 1L;

    static {
        SchemaTrust.install();
    }

    private final ArrayList<TraceFile> files;
    private final TraceOpener opener;

    /** Reads files of the local file system. */
    public TraceSource(List<TraceFile> files) {
        this(files, TraceOpener.files());
    }

    /** Reads traces the given way. */
    public TraceSource(List<TraceFile> files, TraceOpener opener) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no trace is named");
        }
        Set<String> paths = new HashSet<>();
        for (TraceFile file : files) {
            if (!paths.add(file.path())) {
                throw new IllegalArgumentException("trace is named twice: path=" + file.path());
            }
        }
        this.files = new ArrayList<>(files);
        this.opener = opener;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<Either<CaptureRecord, DeadLetter>, TraceSplit> createReader(
            SourceReaderContext context) {
        return new TraceSourceReader(context, opener);
    }

    @Override
    public SplitEnumerator<TraceSplit, AssignmentState<TraceSplit>> createEnumerator(
            SplitEnumeratorContext<TraceSplit> context) {
        return new StaticSplitEnumerator<>(context, configuredSplits());
    }

    @Override
    public SplitEnumerator<TraceSplit, AssignmentState<TraceSplit>> restoreEnumerator(
            SplitEnumeratorContext<TraceSplit> context, AssignmentState<TraceSplit> state) {
        return new StaticSplitEnumerator<>(context, configuredSplits(), state);
    }

    private List<TraceSplit> configuredSplits() {
        return files.stream().map(file -> new TraceSplit(file, 0)).toList();
    }

    @Override
    public SimpleVersionedSerializer<TraceSplit> getSplitSerializer() {
        return new TraceSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<AssignmentState<TraceSplit>>
            getEnumeratorCheckpointSerializer() {
        return new AssignmentStateSerializer<>(new TraceSplitSerializer());
    }

    @Override
    public TypeInformation<Either<CaptureRecord, DeadLetter>> getProducedType() {
        return new EitherTypeInfo<>(RecordTypes.captureRecord(), RecordTypes.deadLetter());
    }
}
