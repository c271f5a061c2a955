package io.forebay.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CaptureLogTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void shouldReadFromOffsetInOrder() throws Exception {
        var log = lossy(8);
        append(log, 5);
        assertThat(offsets(log.attach(2, () -> {}), 10)).containsExactly(2L, 3L, 4L);
        assertThat(log.firstOffset()).isZero();
        assertThat(log.nextOffset()).isEqualTo(5);
    }

    @Test
    void shouldGiveGapWhenReaderIsTooFarBehind() throws Exception {
        var log = lossy(4);
        CaptureLog.Reader reader = log.attach(0, () -> {});
        append(log, 10);
        List<CaptureRecord> records = new ArrayList<>();
        assertThat(reader.read(2, records)).isEqualTo(CaptureLog.State.OPEN);
        assertThat(records.get(0))
                .isEqualTo(new CaptureRecord(5L, new CaptureGap("dev", 6L, 0L, 6L, false)));
        assertThat(records.get(1).getOffset()).isEqualTo(6);
        assertThat(offsets(reader, 10)).containsExactly(7L, 8L, 9L);
    }

    @Property(tries = 200)
    void shouldGiveEveryOffsetOnceOrInGap(
            @ForAll @IntRange(min = 1, max = 9) int capacity,
            @ForAll @Size(max = 60) List<@IntRange(min = -12, max = 12) Integer> steps)
            throws Exception {
        var log = lossy(capacity);
        CaptureLog.Reader reader = log.attach(0, () -> {});
        long expected = 0;
        for (int step : steps) {
            append(log, Math.max(0, step));
            List<CaptureRecord> records = new ArrayList<>();
            reader.read(Math.max(0, -step), records);
            assertThat(records.size()).isLessThanOrEqualTo(Math.max(0, -step));
            for (CaptureRecord record : records) {
                if (record.getBody() instanceof CaptureGap gap) {
                    assertThat(gap.getFirstOffset()).isEqualTo(expected);
                    expected = gap.getNextOffset();
                } else {
                    assertThat(record.getOffset()).isEqualTo(expected++);
                }
                assertThat(record.getOffset()).isEqualTo(expected - 1);
            }
        }
    }

    @Test
    void shouldRefuseOffsetBeyondEnd() throws Exception {
        var log = lossy(4);
        append(log, 3);
        assertThat(offsets(log.attach(3, () -> {}), 10)).isEmpty();
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> log.attach(4, () -> {}))
                .withMessageContaining("resumeOffset=4")
                .withMessageContaining("nextOffset=3");
    }

    @Test
    void shouldWaitForSlowestReaderWhenLossless() throws Exception {
        var log = lossless(4, 20 * SECOND);
        CaptureLog.Reader slow = log.attach(0, () -> {});
        CaptureLog.Reader fast = log.attach(0, () -> {});
        append(log, 4);
        offsets(fast, 10);
        var appended = new CountDownLatch(1);
        var failure = new AtomicReference<Exception>();
        var appender =
                new Thread(
                        () -> {
                            try {
                                append(log, 2);
                                appended.countDown();
                            } catch (InterruptedException e) {
                                failure.set(e);
                            }
                        });
        appender.start();
        while (appender.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(log.nextOffset()).isEqualTo(4);
        assertThat(offsets(slow, 1)).containsExactly(0L);
        assertThat(offsets(slow, 1)).containsExactly(1L);
        assertThat(appended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(offsets(slow, 10)).containsExactly(2L, 3L, 4L, 5L);
        assertThat(failure.get()).isNull();
    }

    @Test
    void shouldKeepPlaceOfReaderThatLeftLastWhenLossless() throws Exception {
        var log = lossless(4, 1);
        CaptureLog.Reader reader = log.attach(0, () -> {});
        append(log, 4);
        offsets(reader, 3);
        reader.close();
        append(log, 3);
        assertThatExceptionOfType(CaptureStalledException.class)
                .isThrownBy(() -> append(log, 1))
                .withMessageContaining("records=4");
        assertThat(offsets(log.attach(3, () -> {}), 10)).containsExactly(3L, 4L, 5L, 6L);
    }

    @Test
    void shouldWakeReadersWhenPublished() throws Exception {
        var log = lossy(4);
        var wakes = new AtomicInteger();
        CaptureLog.Reader reader = log.attach(0, wakes::incrementAndGet);
        append(log, 2);
        assertThat(wakes).hasValue(0);
        log.publish();
        assertThat(wakes).hasValue(1);
        reader.close();
        log.publish();
        assertThat(wakes).hasValue(1);
        assertThat(log.readerCount()).isZero();
    }

    @Test
    void shouldTellEndAfterLastRecord() throws Exception {
        var log = lossy(4);
        CaptureLog.Reader reader = log.attach(0, () -> {});
        append(log, 2);
        log.end();
        List<CaptureRecord> records = new ArrayList<>();
        assertThat(reader.read(1, records)).isEqualTo(CaptureLog.State.OPEN);
        assertThat(reader.read(1, records)).isEqualTo(CaptureLog.State.ENDED);
        assertThat(records).hasSize(2);
    }

    @Test
    void shouldTellFailureAtOnceAndKeepFirstReason() throws Exception {
        var log = lossy(4);
        CaptureLog.Reader reader = log.attach(0, () -> {});
        append(log, 2);
        log.fail("first");
        log.fail("second");
        assertThat(reader.read(9, new ArrayList<>())).isEqualTo(CaptureLog.State.FAILED);
        assertThat(log.failure()).isEqualTo("first");
    }

    private static CaptureLog lossy(int capacity) {
        return new CaptureLog("dev", capacity, false, 0);
    }

    private static CaptureLog lossless(int capacity, long timeoutNanos) {
        return new CaptureLog("dev", capacity, true, timeoutNanos);
    }

    /** Ticks whose times are their offsets. */
    private static void append(CaptureLog log, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            log.append(new ClockTick("dev", log.nextOffset()));
        }
    }

    private static List<Long> offsets(CaptureLog.Reader reader, int count) {
        List<CaptureRecord> records = new ArrayList<>();
        reader.read(count, records);
        return records.stream().map(CaptureRecord::getOffset).toList();
    }
}
