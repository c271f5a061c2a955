package io.forebay.gateway.capture;

import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.gateway.GatewayMessages;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one subscriber the capture log, at once when there is something and the transport has room.
 *
 * <p>Whoever has news calls {@link #signal}: the engine's thread after an append, the transport's
 * when there is room again. The first to come sends, the others only leave word, so no thread of
 * its own is needed and a record goes out without a change of thread.
 */
public final class CaptureStream {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureStream.class);

    private final ServerCallStreamObserver<CaptureBatch> subscriber;
    private final int batchRecords;
    private final LongAdder gaps;
    private final List<CaptureRecord> records = new ArrayList<>();

    /** 0 while nobody sends; else 1 + the signals that came since sending began. */
    private final AtomicInteger signals = new AtomicInteger();

    private final CaptureLog log;
    private final CaptureLog.Reader reader;
    private boolean finished;

    /**
     * @param gaps counts the gaps sent
     * @throws IndexOutOfBoundsException when the offset is not in the log
     */
    public CaptureStream(
            CaptureLog log,
            long resumeOffset,
            int batchRecords,
            LongAdder gaps,
            ServerCallStreamObserver<CaptureBatch> subscriber) {
        this.subscriber = subscriber;
        this.batchRecords = batchRecords;
        this.gaps = gaps;
        this.log = log;
        this.reader = log.attach(resumeOffset, this::signal);
    }

    /** There may be something to send, or room to send it. Any thread. */
    public void signal() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int handled = 1;
        do {
            sendOrDetach();
            handled = signals.addAndGet(-handled);
        } while (handled != 0);
    }

    /** The subscriber has left, or the gateway is closing. Any thread. */
    public void detach() {
        reader.close();
    }

    /** A call that broke under our hands must not harm the device. */
    private void sendOrDetach() {
        try {
            send();
        } catch (RuntimeException e) {
            LOG.warn("capture stream broke off", e);
            finish();
        }
    }

    private void send() {
        if (reader == null) {
            return; // A signal from another thread while the constructor runs; another follows.
        }
        while (!finished && !subscriber.isCancelled()) {
            boolean hasRoom = subscriber.isReady();
            records.clear();
            CaptureLog.State state = reader.read(hasRoom ? batchRecords : 0, records);
            if (state == CaptureLog.State.FAILED) {
                finish();
                subscriber.onError(
                        Status.INTERNAL.withDescription(log.failure()).asRuntimeException());
                return;
            }
            boolean isEnd = state == CaptureLog.State.ENDED;
            if (!hasRoom || (records.isEmpty() && !isEnd)) {
                return;
            }
            subscriber.onNext(batch(isEnd));
            if (isEnd) {
                finish();
                subscriber.onCompleted();
            }
        }
    }

    private void finish() {
        finished = true;
        reader.close();
    }

    private CaptureBatch batch(boolean isEnd) {
        var batch = CaptureBatch.newBuilder().setEndOfCapture(isEnd);
        for (CaptureRecord entry : records) {
            if (entry.getBody() instanceof CaptureGap) {
                gaps.increment();
            }
            batch.addRecords(GatewayMessages.toProto(entry));
        }
        return batch.build();
    }
}
