package io.forebay.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.FakeCall;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CaptureStreamTest {
    private final CaptureLog log = new CaptureLog("dev", 100, false, 0);
    private final FakeCall<CaptureBatch> call = new FakeCall<>();
    private final LongAdder gaps = new LongAdder();

    @Test
    void shouldSendAtOnceInBatchesOfLimitedSize() throws Exception {
        append(10);
        var stream = stream(0);
        stream.signal();
        assertThat(call.sent).extracting(CaptureBatch::getRecordsCount).containsExactly(4, 4, 2);
        append(1);
        log.publish();
        assertThat(call.sent).extracting(CaptureBatch::getRecordsCount).containsExactly(4, 4, 2, 1);
        assertThat(offsets()).containsExactlyElementsOf(range(11));
    }

    @Test
    void shouldHoldBackWhileTransportHasNoRoomAndTellGapAfterwards() throws Exception {
        var stream = stream(0);
        append(2);
        log.publish();
        call.ready = false;
        append(200);
        log.publish();
        assertThat(offsets()).containsExactly(0L, 1L);
        assertThat(gaps.sum()).isZero();
        call.ready = true;
        stream.signal();
        assertThat(gaps.sum()).isEqualTo(1);
        CaptureRecord gap = call.sent.get(1).getRecords(0);
        assertThat(gap.getCaptureGap().getFirstOffset()).isEqualTo(2);
        assertThat(gap.getCaptureGap().getNextOffset()).isEqualTo(102);
        assertThat(offsets()).hasSize(103).endsWith(200L, 201L);
    }

    @Test
    void shouldMarkLastBatchAndComplete() throws Exception {
        stream(0);
        append(5);
        log.end();
        assertThat(call.sent)
                .extracting(CaptureBatch::getEndOfCapture)
                .containsExactly(false, true);
        assertThat(call.completed).isTrue();
        assertThat(log.readerCount()).isZero();
    }

    @Test
    void shouldSendEmptyLastBatchWhenEverythingWasSent() throws Exception {
        stream(0);
        append(1);
        log.publish();
        log.end();
        assertThat(call.sent).extracting(CaptureBatch::getRecordsCount).containsExactly(1, 0);
        assertThat(call.completed).isTrue();
    }

    @Test
    void shouldFailAtOnceWhenCaptureIsBrokenOffEvenWithoutRoom() throws Exception {
        stream(0);
        append(1);
        call.ready = false;
        log.fail("device is gone");
        Status status = Status.fromThrowable(call.error);
        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).isEqualTo("device is gone");
        assertThat(log.readerCount()).isZero();
    }

    @Test
    void shouldLeaveDeviceAloneWhenCallBreaks() throws Exception {
        stream(0);
        call.thrownOnSend = new IllegalStateException("broken");
        append(1);
        log.publish();
        append(1);
        log.publish();
        assertThat(log.readerCount()).isZero();
    }

    @Test
    void shouldKeepOrderWhenSignalledFromTwoThreads() throws Exception {
        int count = 20_000;
        var large = new CaptureLog("dev", count, false, 0);
        var stream = new CaptureStream(large, 0, 4, gaps, call);
        var transport =
                new Thread(
                        () -> {
                            while (!call.completed) {
                                stream.signal();
                            }
                        });
        transport.start();
        FakeCall<CaptureBatch> second = new FakeCall<>();
        new CaptureStream(large, 0, 64, gaps, second);
        for (int i = 0; i < count; i++) {
            large.append(new ClockTick("dev", (long) i));
            if (i % 1_000 == 0) {
                large.publish();
            }
        }
        large.end();
        transport.join(30_000);
        assertThat(call.completed).isTrue();
        assertThat(second.completed).isTrue();
        assertThat(offsets()).containsExactlyElementsOf(range(count));
    }

    private CaptureStream stream(long offset) {
        return new CaptureStream(log, offset, 4, gaps, call);
    }

    private void append(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            log.append(new ClockTick("dev", log.nextOffset()));
        }
    }

    private List<Long> offsets() {
        return call.sent.stream()
                .flatMap(batch -> batch.getRecordsList().stream())
                .map(CaptureRecord::getOffset)
                .toList();
    }

    private static List<Long> range(int count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
