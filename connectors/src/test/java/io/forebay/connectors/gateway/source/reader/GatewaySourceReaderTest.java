package io.forebay.connectors.gateway.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.CollectingOutput;
import io.forebay.connectors.FakeReaderContext;
import io.forebay.connectors.gateway.Backoff;
import io.forebay.connectors.gateway.FakeGateway;
import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.Records;
import io.forebay.connectors.gateway.source.GatewaySourceSettings;
import io.forebay.connectors.gateway.source.split.GatewaySplit;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.gateway.v1.LostRecords;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GatewaySourceReaderTest {
    private static final int CREDIT = 30;
    private static final long SILENCE_MILLIS = 400;

    private final FakeReaderContext context = new FakeReaderContext();
    private final CollectingOutput<CaptureRecord> output = new CollectingOutput<>();
    private final String name = "reader-" + UUID.randomUUID();
    private final GatewaySplit split = GatewaySplit.start(new GatewayAddress(name, 1));
    private FakeGateway gateway;
    private GatewaySourceReader reader;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway().withBatchSize(10).startInProcess(name);
        reader = newReader();
    }

    private GatewaySourceReader newReader() {
        return newReader(600_000);
    }

    private GatewaySourceReader newReader(long silenceMillis) {
        var created =
                new GatewaySourceReader(
                        context,
                        new GatewaySourceSettings(
                                "test", CREDIT, silenceMillis, new Backoff(1, 2), 3),
                        FakeGateway.IN_PROCESS);
        created.start();
        return created;
    }

    @AfterEach
    void stop() {
        reader.close();
        gateway.close();
    }

    private void read(GatewaySplit... splits) {
        reader.addSplits(List.of(splits));
        reader.notifyNoMoreSplits();
    }

    /** Polls as a task does, until the reader has ended or the count is reached. */
    private InputStatus poll(int recordCount) throws Exception {
        InputStatus status = InputStatus.MORE_AVAILABLE;
        while (status != InputStatus.END_OF_INPUT && output.collected().size() < recordCount) {
            reader.isAvailable().get(10, TimeUnit.SECONDS);
            status = reader.pollNext(output);
        }
        return status;
    }

    private InputStatus pollAll() throws Exception {
        return poll(Integer.MAX_VALUE);
    }

    private List<Long> offsets() {
        return output.collected().stream().map(CaptureRecord::getOffset).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Test
    void shouldEndWhenCaptureEnds() throws Exception {
        gateway.append(Records.reads(0, 95)).endCapture();
        read(split);
        assertThat(pollAll()).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(offsets()).isEqualTo(range(0, 95));
        assertThat(output.collected().get(7)).isEqualTo(Records.read(7));
        assertThat(output.splits()).isEmpty();
        assertThat(reader.snapshotState(1)).isEmpty();
    }

    @Test
    void shouldEndAtOnceWhenThereIsNoSplit() throws Exception {
        CompletableFuture<Void> waiting = reader.isAvailable();
        assertThat(waiting).isNotDone();
        reader.notifyNoMoreSplits();
        assertThat(waiting).isDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
    }

    @Test
    void shouldResumeAtOffsetOfSnapshot() throws Exception {
        gateway.append(Records.reads(0, 50)).endCapture();
        read(split);
        poll(23);
        List<GatewaySplit> snapshot = reader.snapshotState(1);
        assertThat(snapshot).containsExactly(new GatewaySplit(split.address(), 1, 23));
        reader.close();
        output.collected().clear();
        reader = newReader();
        read(snapshot.get(0));
        pollAll();
        assertThat(offsets()).isEqualTo(range(23, 50));
    }

    @Test
    void shouldWakeTaskWhenRecordsCome() throws Exception {
        read(split);
        while (reader.pollNext(output) != InputStatus.NOTHING_AVAILABLE) {
            assertThat(output.collected()).isEmpty();
        }
        CompletableFuture<Void> waiting = reader.isAvailable();
        assertThat(waiting).isNotDone();
        gateway.append(Records.reads(0, 1));
        assertThat(waiting).isDone();
        poll(1);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(offsets()).containsExactly(0L);
        assertThat(reader.isAvailable()).isNotDone();
    }

    @Test
    void shouldGrantCreditOnlyForWhatTheTaskHasTaken() throws Exception {
        gateway.append(Records.reads(0, 1_000)).endCapture();
        read(split);
        assertThat(gateway.sentBatches()).isEqualTo(CREDIT / 10);
        poll(10);
        assertThat(gateway.sentBatches()).isEqualTo(CREDIT / 10);
        poll(20);
        assertThat(gateway.sentBatches()).isEqualTo(CREDIT / 10 + 2);
        pollAll();
        assertThat(offsets()).isEqualTo(range(0, 1_000));
    }

    @Test
    void shouldReportWhatIsLostAndReadNewLogWhenGatewayWasRestarted() throws Exception {
        gateway.append(Records.reads(0, 50));
        read(split);
        poll(50);
        gateway.restart(7, lost(1, 50, 70, false), lost(5, 0, 3, true));
        gateway.append(Records.reads(0, 20)).endCapture();
        assertThat(pollAll()).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(gateway.resumeLogs()).containsExactly(0L, 1L);
        assertThat(gateway.resumeOffsets()).containsExactly(0L, 50L);
        long newest = Records.timeNanos(49);
        assertThat(output.collected().subList(50, 52))
                .containsExactly(
                        new CaptureRecord(50L, new CaptureGap("nvme0", newest, 50L, 70L, false)),
                        new CaptureRecord(0L, new CaptureGap("nvme0", newest, 0L, 3L, true)));
        assertThat(offsets().subList(52, 72)).isEqualTo(range(0, 20));
        assertThat(output.collected()).hasSize(72);
        assertThat(context.metricGroup().count("captureRestarts")).isEqualTo(1);
        assertThat(context.metricGroup().count("captureGaps")).isEqualTo(2);
        assertThat(context.metricGroup().count("captureRecordsMissing")).isEqualTo(23);
    }

    /** The position of a checkpoint is of a log, too: the same offset of another one is not it. */
    @Test
    void shouldNotResumeInOtherLogAsIfItWereTheSame() throws Exception {
        gateway.restart(9, lost(4, 10, 10, true)).append(Records.reads(0, 20)).endCapture();
        read(new GatewaySplit(split.address(), 4, 10));
        poll(2);
        assertThat(reader.snapshotState(1))
                .containsExactly(new GatewaySplit(split.address(), 9, 1));
        pollAll();
        assertThat(output.collected().get(0))
                .isEqualTo(
                        new CaptureRecord(
                                10L,
                                new CaptureGap("nvme0", Records.timeNanos(0), 10L, 10L, true)));
        assertThat(offsets().subList(1, 21)).isEqualTo(range(0, 20));
    }

    @Test
    void shouldConnectAnewWhenGatewayIsSilentAndNotWhileItBeats() throws Exception {
        reader.close();
        reader = newReader(SILENCE_MILLIS);
        gateway.append(Records.reads(0, 5));
        read(split);
        poll(5);
        long until = System.nanoTime() + 3 * SILENCE_MILLIS * 1_000_000;
        while (System.nanoTime() < until && context.metricGroup().count("captureReconnects") == 0) {
            gateway.beat();
            reader.pollNext(output);
            Thread.onSpinWait();
        }
        long reconnects = context.metricGroup().count("captureReconnects");
        while (gateway.resumeOffsets().size() <= reconnects + 1) {
            reader.isAvailable().get(10, TimeUnit.SECONDS);
            reader.pollNext(output);
        }
        assertThat(gateway.resumeOffsets()).startsWith(0L, 5L);
        assertThat(offsets()).isEqualTo(range(0, 5));
    }

    private static LostRecords lost(long logId, long first, long next, boolean openEnded) {
        return LostRecords.newBuilder()
                .setLogId(logId)
                .setFirstOffset(first)
                .setNextOffset(next)
                .setOpenEnded(openEnded)
                .build();
    }

    @Test
    void shouldResumeBehindLastRecordWhenStreamBreaks() throws Exception {
        gateway.append(Records.reads(0, 60)).breakBefore(20).breakBefore(45).endCapture();
        read(split);
        assertThat(pollAll()).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(offsets()).isEqualTo(range(0, 60));
        assertThat(gateway.resumeOffsets()).containsExactly(0L, 20L, 45L);
        assertThat(context.metricGroup().count("captureReconnects")).isEqualTo(2);
    }

    @Test
    void shouldFailWhenGatewayStaysAway() {
        gateway.refuse(Status.UNAVAILABLE.withDescription("down"));
        read(split);
        assertThatThrownBy(this::pollAll)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gateway cannot be reached: gateway=" + name)
                .hasMessageContaining("attempts=4")
                .hasMessageContaining("down");
    }

    @Test
    void shouldFailAtOnceWhenGatewayRefuses() {
        gateway.refuse(Status.PERMISSION_DENIED);
        read(split);
        assertThatThrownBy(this::pollAll)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gateway refuses the capture");
        assertThat(context.metricGroup().count("captureReconnects")).isZero();
    }

    @Test
    void shouldReportGapOnceAndDropRepeatsWhenOffsetsJump() throws Exception {
        List<io.forebay.schemas.gateway.v1.CaptureRecord> script = new ArrayList<>();
        script.addAll(Records.reads(0, 5));
        script.addAll(Records.reads(3, 8));
        script.addAll(Records.reads(10, 12));
        gateway.append(script).endCapture();
        read(split);
        pollAll();
        assertThat(offsets()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 10L, 11L);
        assertThat(output.collected().get(8)).isEqualTo(Records.gap(8, 8, 10));
        assertThat(context.metricGroup().count("captureRecords")).isEqualTo(10);
        assertThat(context.metricGroup().count("captureGaps")).isEqualTo(1);
        assertThat(context.metricGroup().count("captureRecordsMissing")).isEqualTo(2);
        assertThat(context.metricGroup().count("captureRecordsRepeated")).isEqualTo(2);
    }

    @Test
    void shouldSkipRecordWhenItCannotBeUsed() throws Exception {
        var malformed =
                io.forebay.schemas.gateway.v1.CaptureRecord.newBuilder().setOffset(5).build();
        gateway.append(Records.reads(0, 5))
                .append(List.of(malformed))
                .append(Records.reads(6, 9))
                .endCapture();
        read(split);
        assertThat(pollAll()).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(offsets()).containsExactly(0L, 1L, 2L, 3L, 4L, 6L, 7L, 8L);
        assertThat(context.metricGroup().count("captureRecordsMalformed")).isEqualTo(1);
        assertThat(context.metricGroup().count("captureGaps")).isZero();
    }

    @Test
    void shouldHoldOutputOpenForGatewayThatIsSilent() throws Exception {
        String silentName = name + "-silent";
        try (var silent = new FakeGateway().startInProcess(silentName)) {
            gateway.append(Records.reads(0, 3)).endCapture();
            var second = GatewaySplit.start(new GatewayAddress(silentName, 1));
            read(split, second);
            poll(1);
            assertThat(output.splits())
                    .containsExactlyInAnyOrder(split.splitId(), second.splitId());
            poll(3);
            InputStatus status = InputStatus.MORE_AVAILABLE;
            while (status == InputStatus.MORE_AVAILABLE) {
                status = reader.pollNext(output);
            }
            assertThat(output.splits()).containsExactly(second.splitId());
            assertThat(reader.isAvailable()).isNotDone();
            silent.append(Records.reads(0, 1)).endCapture();
            assertThat(pollAll()).isEqualTo(InputStatus.END_OF_INPUT);
            assertThat(offsets()).containsExactly(0L, 1L, 2L, 0L);
        }
    }
}
