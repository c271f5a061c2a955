package io.forebay.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.FakeCall;
import io.forebay.gateway.state.StateDirectory;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CaptureCredit;
import io.forebay.schemas.gateway.v1.CaptureHeartbeat;
import io.forebay.schemas.gateway.v1.CapturePosition;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.CaptureSync;
import io.forebay.schemas.gateway.v1.LostRecords;
import io.forebay.schemas.gateway.v1.Subscribe;
import io.forebay.schemas.gateway.v1.Subscribed;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureStreamTest {
    private static final int CREDIT = 1_000;
    private static final int MAX_CREDIT = 30_000;

    @TempDir Path directory;

    private final CaptureLog log = new CaptureLog("dev", 100, false, 0);
    private final FakeCall<CaptureResponse> call = new FakeCall<>();
    private CaptureLogHistory history;
    private CapturePlane plane;

    @BeforeEach
    void open() throws IOException {
        history = history();
        plane = plane(log);
    }

    private CaptureLogHistory history() throws IOException {
        try (var state = StateDirectory.open(Optional.of(directory), "dev")) {
            return new CaptureLogHistory(state.file("capture-logs"), new SplittableRandom());
        }
    }

    private CapturePlane plane(CaptureLog of) {
        return new CapturePlane(
                "dev", of, history, 4, MAX_CREDIT, 8, () -> log.nextOffset() + 500, () -> {});
    }

    @Test
    void shouldSendAtOnceInBatchesOfLimitedSize() throws Exception {
        append(10);
        stream(0);
        assertThat(sizes()).containsExactly(4, 4, 2);
        append(1);
        log.publish();
        assertThat(sizes()).containsExactly(4, 4, 2, 1);
        assertThat(offsets()).containsExactlyElementsOf(range(11));
    }

    @Test
    void shouldSayWhereItStartsAndWhenItHasCaughtUp() throws Exception {
        append(5);
        stream(2);
        var here = CapturePosition.newBuilder().setLogId(history.logId());
        assertThat(call.sent.get(0).getSubscribed())
                .isEqualTo(
                        Subscribed.newBuilder()
                                .setDeviceId("dev")
                                .setPosition(here.setOffset(2))
                                .setEventTimeNanos(2)
                                .build());
        assertThat(call.sent.get(2).getSync())
                .isEqualTo(
                        CaptureSync.newBuilder()
                                .setPosition(here.setOffset(5))
                                .setDeviceTimeNanos(505)
                                .build());
        append(1);
        log.publish();
        assertThat(call.sent).hasSize(4);
        assertThat(call.sent.get(3).hasBatch()).isTrue();
    }

    @Test
    void shouldNeverSendMoreThanWasGranted() throws Exception {
        append(20);
        CaptureCall stream = subscribe(Subscribe.newBuilder().setCreditRecords(6));
        assertThat(sizes()).containsExactly(4, 2);
        stream.tick(Long.MAX_VALUE / 2, 1);
        CaptureHeartbeat heartbeat = last().getHeartbeat();
        assertThat(heartbeat.getPosition().getOffset()).isEqualTo(6);
        assertThat(heartbeat.getWaitsForCredit()).isTrue();
        stream.onNext(credit(3));
        assertThat(sizes()).containsExactly(4, 2, 3);
        assertThat(call.sent).noneMatch(CaptureResponse::hasSync);
        stream.onNext(credit(100));
        assertThat(offsets()).containsExactlyElementsOf(range(20));
        assertThat(last().hasSync()).isTrue();
    }

    @Test
    void shouldEndWhenCreditIsUsedUpAndNoMoreWillCome() throws Exception {
        append(2);
        CaptureCall stream = subscribe(Subscribe.newBuilder().setCreditRecords(3));
        stream.onCompleted();
        assertThat(call.completed).isFalse();
        append(5);
        log.publish();
        assertThat(offsets()).containsExactly(0L, 1L, 2L);
        assertThat(call.completed).isTrue();
        assertThat(log.readerCount()).isZero();
    }

    @Test
    void shouldBeatOnlyWhenNothingFlowed() throws Exception {
        CaptureCall stream = stream(0);
        int sent = call.sent.size();
        stream.tick(System.nanoTime(), Long.MAX_VALUE);
        assertThat(call.sent).hasSize(sent);
        stream.tick(System.nanoTime() + 2_000_000_000L, 1_000_000_000L);
        assertThat(last().getHeartbeat().getDeviceTimeNanos()).isEqualTo(500);
        assertThat(last().getHeartbeat().getWaitsForCredit()).isFalse();
    }

    @Test
    void shouldSendOnlyWantedFunctionsAndWhatIsOfTheDevice() throws Exception {
        log.append(new LateTag("dev/a", 0L, 1L, 1L));
        log.append(new LateTag("dev/b", 0L, 2L, 1L));
        log.append(new ClockTick("dev", 3L));
        CaptureCall stream =
                subscribe(Subscribe.newBuilder().setCreditRecords(2).addFunctionIds("dev/b"));
        assertThat(offsets()).containsExactly(1L, 2L);
        log.append(new LateTag("dev/a", 1L, 4L, 1L));
        log.append(new LateTag("dev/b", 1L, 5L, 1L));
        log.publish();
        stream.onNext(credit(1));
        assertThat(offsets()).containsExactly(1L, 2L, 4L);
    }

    @Test
    void shouldTellExactlyWhatIsLostOfLogThatEndedInOrder() throws Exception {
        long first = history.logId();
        history.close(70);
        history = history();
        history.close(5);
        long second = history.logId();
        history = history();
        plane = plane(log);
        append(3);
        resume(first, 42);
        Subscribed subscribed = call.sent.get(0).getSubscribed();
        assertThat(subscribed.getPosition().getOffset()).isZero();
        assertThat(subscribed.getPosition().getLogId())
                .isEqualTo(history.logId())
                .isNotIn(first, second);
        assertThat(subscribed.getLostList())
                .containsExactly(lost(first, 42, 70, false), lost(second, 0, 5, false));
        assertThat(offsets()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void shouldSayThatNobodyKnowsTheEndOfLogThatWasKilledOrForgotten() throws Exception {
        long killed = history.logId();
        history = history();
        plane = plane(log);
        resume(killed, 42);
        assertThat(call.sent.get(0).getSubscribed().getLostList())
                .containsExactly(lost(killed, 42, 42, true));
        FakeCall<CaptureResponse> other = new FakeCall<>();
        var position = CapturePosition.newBuilder().setLogId(99).setOffset(7);
        subscribe(other, Subscribe.newBuilder().setResume(position));
        assertThat(other.sent.get(0).getSubscribed().getLostList())
                .containsExactly(lost(99, 7, 7, true));
    }

    @Test
    void shouldGoOnInTheSameLog() throws Exception {
        append(10);
        resume(history.logId(), 8);
        assertThat(call.sent.get(0).getSubscribed().getLostCount()).isZero();
        assertThat(offsets()).containsExactly(8L, 9L);
    }

    @Test
    void shouldRefuseRequestsThatCannotBeUsed() throws Exception {
        append(1);
        refused(Status.Code.FAILED_PRECONDITION, credit(1));
        refused(Status.Code.UNIMPLEMENTED, CaptureRequest.getDefaultInstance());
        refused(
                Status.Code.INVALID_ARGUMENT,
                subscription(Subscribe.newBuilder().setCreditRecords(-1)));
        refused(
                Status.Code.INVALID_ARGUMENT,
                subscription(Subscribe.newBuilder().setCreditRecords(MAX_CREDIT + 1)));
        refused(
                Status.Code.INVALID_ARGUMENT,
                subscription(
                        Subscribe.newBuilder().addAllFunctionIds(Collections.nCopies(9, "dev/a"))));
        var beyond = CapturePosition.newBuilder().setOffset(2);
        refused(Status.Code.OUT_OF_RANGE, subscription(Subscribe.newBuilder().setResume(beyond)));
        CaptureRequest good = subscription(Subscribe.newBuilder().setCreditRecords(1));
        refused(Status.Code.INVALID_ARGUMENT, good, good);
        refused(Status.Code.INVALID_ARGUMENT, good, credit(0));
        refused(Status.Code.INVALID_ARGUMENT, good, credit(MAX_CREDIT + 1));
        refused(Status.Code.INVALID_ARGUMENT, good, credit(-1));
        assertThat(log.readerCount()).isZero();
    }

    private void refused(Status.Code code, CaptureRequest... requests) {
        FakeCall<CaptureResponse> refused = new FakeCall<>();
        var stream = new CaptureCall(plane, refused);
        stream.start();
        for (CaptureRequest request : requests) {
            stream.onNext(request);
        }
        assertThat(Status.fromThrowable(refused.error).getCode()).isEqualTo(code);
        stream.onNext(credit(1));
    }

    @Test
    void shouldHoldBackWhileTransportHasNoRoomAndTellGapAfterwards() throws Exception {
        stream(0);
        append(2);
        log.publish();
        call.ready = false;
        append(200);
        log.publish();
        assertThat(offsets()).containsExactly(0L, 1L);
        assertThat(plane.gaps().sum()).isZero();
        call.ready = true;
        call.onReady.run();
        assertThat(plane.gaps().sum()).isEqualTo(1);
        CaptureRecord gap = batches().get(1).getRecords(0);
        assertThat(gap.getCaptureGap().getFirstOffset()).isEqualTo(2);
        assertThat(gap.getCaptureGap().getNextOffset()).isEqualTo(102);
        assertThat(offsets()).hasSize(103).endsWith(200L, 201L);
    }

    @Test
    void shouldMarkLastBatchAndComplete() throws Exception {
        stream(0);
        append(5);
        log.end();
        assertThat(batches())
                .extracting(CaptureBatch::getEndOfCapture)
                .containsExactly(false, true);
        assertThat(call.completed).isTrue();
        assertThat(log.readerCount()).isZero();
    }

    @Test
    void shouldSendEmptyLastBatchWhenEverythingWasSentEvenWithoutCredit() throws Exception {
        subscribe(Subscribe.newBuilder().setCreditRecords(1));
        append(1);
        log.publish();
        log.end();
        assertThat(sizes()).containsExactly(1, 0);
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
        plane = plane(large);
        CaptureCall stream = subscribe(Subscribe.newBuilder().setCreditRecords(count));
        var transport =
                new Thread(
                        () -> {
                            while (!call.completed) {
                                stream.tick(Long.MAX_VALUE / 2, 1);
                                call.onReady.run();
                            }
                        });
        transport.start();
        FakeCall<CaptureResponse> second = new FakeCall<>();
        subscribe(second, Subscribe.newBuilder().setCreditRecords(count));
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

    private CaptureCall stream(long offset) {
        return subscribe(
                Subscribe.newBuilder()
                        .setResume(CapturePosition.newBuilder().setOffset(offset))
                        .setCreditRecords(CREDIT));
    }

    private void resume(long logId, long offset) {
        subscribe(
                Subscribe.newBuilder()
                        .setResume(CapturePosition.newBuilder().setLogId(logId).setOffset(offset))
                        .setCreditRecords(CREDIT));
    }

    private CaptureCall subscribe(Subscribe.Builder subscription) {
        return subscribe(call, subscription);
    }

    private CaptureCall subscribe(FakeCall<CaptureResponse> to, Subscribe.Builder subscription) {
        var stream = new CaptureCall(plane, to);
        stream.start();
        stream.onNext(subscription(subscription));
        return stream;
    }

    private static CaptureRequest subscription(Subscribe.Builder subscription) {
        return CaptureRequest.newBuilder().setSubscribe(subscription).build();
    }

    private static CaptureRequest credit(int records) {
        return CaptureRequest.newBuilder()
                .setCredit(CaptureCredit.newBuilder().setRecords(records))
                .build();
    }

    private static LostRecords lost(long logId, long first, long next, boolean openEnded) {
        return LostRecords.newBuilder()
                .setLogId(logId)
                .setFirstOffset(first)
                .setNextOffset(next)
                .setOpenEnded(openEnded)
                .build();
    }

    private CaptureResponse last() {
        return call.sent.get(call.sent.size() - 1);
    }

    private List<CaptureBatch> batches() {
        return call.sent.stream()
                .filter(CaptureResponse::hasBatch)
                .map(CaptureResponse::getBatch)
                .toList();
    }

    private List<Integer> sizes() {
        return batches().stream().map(CaptureBatch::getRecordsCount).toList();
    }

    private void append(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            log.append(new ClockTick("dev", log.nextOffset()));
        }
    }

    private List<Long> offsets() {
        return batches().stream()
                .flatMap(batch -> batch.getRecordsList().stream())
                .map(CaptureRecord::getOffset)
                .toList();
    }

    private static List<Long> range(int count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
