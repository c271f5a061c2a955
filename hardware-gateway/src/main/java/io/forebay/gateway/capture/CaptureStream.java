package io.forebay.gateway.capture;

import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.gateway.GatewayMessages;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.forebay.schemas.gateway.v1.CaptureHeartbeat;
import io.forebay.schemas.gateway.v1.CapturePosition;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.CaptureSync;
import io.forebay.schemas.gateway.v1.Subscribed;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one subscriber the capture log, at once when there is something, the subscriber has granted
 * credit for it, and the transport has room.
 *
 * <p>Whoever has news calls {@link #signal}: the engine's thread after an append, the transport's
 * when there is room or credit again. The first to come sends, the others only leave word, so no
 * thread of its own is needed and a record goes out without a change of thread.
 */
final class CaptureStream {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureStream.class);

    private final CapturePlane plane;
    private final CaptureLog.Reader reader;
    private final Subscribed subscribed;
    private final Set<String> functionIds;
    private final ServerCallStreamObserver<CaptureResponse> subscriber;
    private final List<CaptureRecord> records = new ArrayList<>();

    /** 0 while nobody sends; else 1 + the signals that came since sending began. */
    private final AtomicInteger signals = new AtomicInteger();

    private final AtomicLong credit;
    private volatile boolean endsAfterCredit;
    private volatile Status reasonToEnd;
    private volatile boolean heartbeatDue;
    private volatile long lastSentNanos = System.nanoTime();
    private boolean started;
    private boolean synced;
    private boolean finished;

    /**
     * @param reader the place in the log, which this stream gives up in the end
     * @param subscribed first message
     * @param functionIds functions whose records are sent; empty for all
     * @param creditRecords records that may be sent before more is granted
     */
    CaptureStream(
            CapturePlane plane,
            CaptureLog.Reader reader,
            Subscribed subscribed,
            Set<String> functionIds,
            long creditRecords,
            ServerCallStreamObserver<CaptureResponse> subscriber) {
        this.plane = plane;
        this.reader = reader;
        this.subscribed = subscribed;
        this.functionIds = functionIds;
        this.credit = new AtomicLong(creditRecords);
        this.subscriber = subscriber;
    }

    /** There may be something to send, or room to send it. Any thread. */
    void signal() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int handled = 1;
        do {
            sendOrDetach();
            handled = signals.addAndGet(-handled);
        } while (handled != 0);
    }

    /** Records that may be sent before more is granted. Any thread. */
    long credit() {
        return credit.get();
    }

    /** More may be sent. Any thread. */
    void grant(int records) {
        credit.addAndGet(records);
        signal();
    }

    /** No more credit will come. Any thread. */
    void endAfterCredit() {
        endsAfterCredit = true;
        signal();
    }

    /** Breaks the stream off. Any thread. */
    void end(Status reason) {
        reasonToEnd = reason;
        signal();
    }

    /** The subscriber has left, or the gateway is closing. Any thread. */
    void detach() {
        reader.close();
    }

    /** A heartbeat is due where nothing was sent for the interval. Any one thread. */
    void tick(long nowNanos, long intervalNanos) {
        if (nowNanos - lastSentNanos >= intervalNanos) {
            heartbeatDue = true;
            signal();
        }
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
        if (!started) {
            started = true;
            send(CaptureResponse.newBuilder().setSubscribed(subscribed));
        }
        while (!finished && !subscriber.isCancelled()) {
            if (reasonToEnd != null) {
                endWith(reasonToEnd);
                return;
            }
            // Before the log is looked at: what is appended after this is not earlier.
            long clockNanos = plane.clockNanos().getAsLong();
            boolean hasRoom = subscriber.isReady();
            long allowed = hasRoom ? Math.min(plane.batchRecords(), credit.get()) : 0;
            records.clear();
            CaptureLog.State state = reader.read((int) allowed, records);
            if (state == CaptureLog.State.FAILED) {
                endWith(Status.INTERNAL.withDescription(plane.log().failure()));
                return;
            }
            boolean isEnd = state == CaptureLog.State.ENDED;
            if (!hasRoom) {
                return;
            }
            if (!records.isEmpty() || isEnd) {
                send(isEnd);
            } else {
                rest(clockNanos);
                return;
            }
        }
    }

    private void send(boolean isEnd) {
        CaptureBatch batch = batch(isEnd);
        if (batch.getRecordsCount() > 0 || isEnd) {
            credit.addAndGet(-batch.getRecordsCount());
            send(CaptureResponse.newBuilder().setBatch(batch));
        }
        if (isEnd) {
            complete();
        }
    }

    /** Nothing can be sent now: says so, where that is news. */
    private void rest(long clockNanos) {
        boolean waitsForCredit = credit.get() == 0;
        if (waitsForCredit && endsAfterCredit) {
            complete();
            return;
        }
        if (!synced && reader.isAtEnd()) {
            synced = true;
            send(
                    CaptureResponse.newBuilder()
                            .setSync(
                                    CaptureSync.newBuilder()
                                            .setPosition(position())
                                            .setDeviceTimeNanos(clockNanos)));
        }
        if (heartbeatDue) {
            send(
                    CaptureResponse.newBuilder()
                            .setHeartbeat(
                                    CaptureHeartbeat.newBuilder()
                                            .setPosition(position())
                                            .setDeviceTimeNanos(clockNanos)
                                            .setWaitsForCredit(waitsForCredit)));
        }
    }

    private CapturePosition position() {
        return subscribed.getPosition().toBuilder().setOffset(reader.position()).build();
    }

    private void send(CaptureResponse.Builder response) {
        subscriber.onNext(response.build());
        heartbeatDue = false;
        lastSentNanos = System.nanoTime();
    }

    private void complete() {
        finish();
        subscriber.onCompleted();
    }

    private void endWith(Status reason) {
        finish();
        subscriber.onError(reason.asRuntimeException());
    }

    private void finish() {
        finished = true;
        reader.close();
    }

    private CaptureBatch batch(boolean isEnd) {
        var batch = CaptureBatch.newBuilder().setEndOfCapture(isEnd);
        for (CaptureRecord entry : records) {
            if (isWanted(entry)) {
                if (entry.getBody() instanceof CaptureGap) {
                    plane.gaps().increment();
                }
                batch.addRecords(GatewayMessages.toProto(entry));
            }
        }
        return batch.build();
    }

    private boolean isWanted(CaptureRecord entry) {
        if (functionIds.isEmpty()) {
            return true;
        }
        String functionId = CaptureRecords.functionId(entry);
        return functionId == null || functionIds.contains(functionId);
    }
}
