package io.forebay.gateway.crash;

import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.CaptureResponse;
import io.forebay.schemas.gateway.v1.Completion;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What a capture subscriber was told before the gateway died. */
final class Acknowledged implements StreamObserver<CaptureResponse> {
    private static final long WINDOW_NANOS = 200_000_000;

    final CountDownLatch first = new CountDownLatch(1);
    final CountDownLatch over = new CountDownLatch(1);
    final Map<String, Long> newestSequence = new HashMap<>();
    final Map<String, Map<Long, Completion>> completions = new HashMap<>();
    final List<String> resets = new ArrayList<>();
    long elements;
    long gaps;
    long nextOffset;
    boolean startsWithReset;
    private long windowStartNanos = System.nanoTime();
    private long windowElements;
    private double peakElementsPerSecond;

    @Override
    public synchronized void onNext(CaptureResponse response) {
        if (!response.hasBatch()) {
            return;
        }
        for (CaptureRecord entry : response.getBatch().getRecordsList()) {
            take(entry);
        }
        long windowNanos = System.nanoTime() - windowStartNanos;
        if (windowNanos > WINDOW_NANOS) {
            peakElementsPerSecond =
                    Math.max(peakElementsPerSecond, windowElements * 1e9 / windowNanos);
            windowStartNanos += windowNanos;
            windowElements = 0;
        }
        first.countDown();
    }

    /** Most elements acknowledged in a fifth of a second, as a rate. */
    double peakElementsPerSecond() {
        return peakElementsPerSecond;
    }

    private void take(CaptureRecord entry) {
        if (nextOffset == 0) {
            startsWithReset = entry.hasDeviceReset();
        }
        if (entry.getOffset() != nextOffset) {
            throw new IllegalStateException("offset is not the next: offset=" + entry.getOffset());
        }
        nextOffset++;
        if (entry.hasElement()) {
            elements++;
            windowElements++;
            newestSequence.put(
                    entry.getElement().getFunctionId(), entry.getElement().getSequence());
        } else if (entry.hasCompletion()) {
            Completion completion = entry.getCompletion();
            completions
                    .computeIfAbsent(completion.getFunctionId(), id -> new HashMap<>())
                    .put(completion.getSequence(), completion);
        } else if (entry.hasDeviceReset()) {
            resets.add(entry.getDeviceReset().getReason());
        } else if (entry.hasCaptureGap()) {
            gaps++;
        }
    }

    @Override
    public void onError(Throwable cause) {
        over.countDown();
    }

    @Override
    public void onCompleted() {
        over.countDown();
    }
}
