package io.forebay.connectors.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.CollectingOutput;
import io.forebay.connectors.FakeReaderContext;
import io.forebay.connectors.GoldenBytes;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.types.Either;
import org.junit.jupiter.api.Test;

class TraceSourceTest {
    private static final TraceFile FIRST = new TraceFile("first", TraceFormat.MSR, "disk0");
    private static final TraceFile SECOND = new TraceFile("second", TraceFormat.MSR, "disk1");

    private final FakeReaderContext context = new FakeReaderContext();
    private final CollectingOutput<Either<CaptureRecord, DeadLetter>> output =
            new CollectingOutput<>();

    private List<TraceSplit> read(int count, TraceSplit... splits) throws Exception {
        try (var reader = new TraceSourceReader(context, ScriptedTrace.OPENER)) {
            reader.start();
            reader.addSplits(List.of(splits));
            reader.notifyNoMoreSplits();
            InputStatus status = InputStatus.MORE_AVAILABLE;
            while (status != InputStatus.END_OF_INPUT && output.collected().size() < count) {
                assertThat(reader.isAvailable()).isDone();
                status = reader.pollNext(output);
            }
            return reader.snapshotState(1);
        }
    }

    private static List<CaptureRecord> records(List<Either<CaptureRecord, DeadLetter>> all) {
        return all.stream().filter(Either::isLeft).map(Either::left).toList();
    }

    private static TrafficElement element(CaptureRecord record) {
        return (TrafficElement) record.getBody();
    }

    @Test
    void shouldCaptureAsAGatewayWould() throws Exception {
        read(Integer.MAX_VALUE, new TraceSplit(FIRST, 0));
        List<CaptureRecord> records = records(output.collected());
        assertThat(records).hasSize(ScriptedTrace.ELEMENTS - ScriptedTrace.BROKEN_ELEMENTS);
        long lastNanos = 0;
        for (int i = 0; i < records.size(); i++) {
            assertThat(records.get(i).getOffset()).isEqualTo(i);
            assertThat(element(records.get(i)).getSequence()).isEqualTo(i);
            assertThat(element(records.get(i)).getEventTimeNanos())
                    .isGreaterThanOrEqualTo(lastNanos);
            lastNanos = element(records.get(i)).getEventTimeNanos();
        }
        assertThat(output.splits()).isEmpty();
    }

    @Test
    void shouldPassDeadLettersOnWhereTheyWereFound() throws Exception {
        read(Integer.MAX_VALUE, new TraceSplit(FIRST, 0));
        List<DeadLetter> letters =
                output.collected().stream().filter(Either::isRight).map(Either::right).toList();
        assertThat(letters)
                .hasSize(ScriptedTrace.BROKEN_LINES + ScriptedTrace.BROKEN_ELEMENTS)
                .extracting(DeadLetter::getReason)
                .contains("broken line", "length is negative: lengthBytes=-1");
        assertThat(context.metricGroup().count("deadLetters")).isEqualTo(letters.size());
    }

    @Test
    void shouldContinueWithTheSameCaptureWhenResumed() throws Exception {
        read(Integer.MAX_VALUE, new TraceSplit(FIRST, 0));
        List<Either<CaptureRecord, DeadLetter>> whole = List.copyOf(output.collected());
        for (int position = 0; position <= whole.size(); position++) {
            output.collected().clear();
            List<TraceSplit> snapshot = read(position, new TraceSplit(FIRST, 0));
            assertThat(snapshot).containsExactly(new TraceSplit(FIRST, position));
            List<Either<CaptureRecord, DeadLetter>> parts = new ArrayList<>(output.collected());
            output.collected().clear();
            read(Integer.MAX_VALUE, snapshot.get(0));
            parts.addAll(output.collected());
            assertThat(parts).isEqualTo(whole);
        }
    }

    @Test
    void shouldMergeTracesByTime() throws Exception {
        read(Integer.MAX_VALUE, new TraceSplit(FIRST, 0), new TraceSplit(SECOND, 0));
        List<Long> times =
                records(output.collected()).stream()
                        .map(record -> element(record).getEventTimeNanos())
                        .toList();
        assertThat(times).isSorted();
        assertThat(records(output.collected()))
                .extracting(record -> element(record).getFunctionId())
                .contains("disk0/lun0", "disk1/lun0");
    }

    @Test
    void shouldRefuseToResumeWhenTraceIsShorterThanItWas() {
        assertThatThrownBy(() -> read(1, new TraceSplit(FIRST, 10_000)))
                .hasMessageContaining("trace cannot be opened: path=first")
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining("trace is shorter than it was: path=first");
    }

    @Test
    void shouldReadStateOfVersion1() throws IOException {
        var serializer = new TraceSplitSerializer();
        var split = new TraceSplit(new TraceFile("/data/a.csv", TraceFormat.MSR, "disk0"), 99);
        byte[] golden = GoldenBytes.of("trace-split-v1.bin");
        assertThat(serializer.serialize(split)).isEqualTo(golden);
        assertThat(serializer.deserialize(1, golden)).isEqualTo(split);
        assertThatThrownBy(() -> serializer.deserialize(9, golden))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of trace split: version=9, supported=1");
    }

    @Test
    void shouldRefuseTracesThatCannotBeTold() {
        assertThatThrownBy(() -> new TraceSource(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceSource(List.of(FIRST, FIRST)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("path=first");
        assertThatThrownBy(() -> new TraceFile("a", TraceFormat.MSR, "disk/0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deviceId=disk/0");
    }
}
