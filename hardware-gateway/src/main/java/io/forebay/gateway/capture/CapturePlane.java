package io.forebay.gateway.capture;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What the capture streams of a gateway share.
 *
 * @param batchRecords most records in one message
 * @param maxCreditRecords most credit a subscriber may hold
 * @param maxFunctions most functions a subscriber may name
 * @param gaps counts the gaps sent
 * @param clockNanos the device's clock; any thread
 * @param onSubscription told of each subscription; any thread
 * @param calls those that are open
 */
public record CapturePlane(
        String deviceId,
        CaptureLog log,
        CaptureLogHistory history,
        int batchRecords,
        int maxCreditRecords,
        int maxFunctions,
        LongAdder gaps,
        LongSupplier clockNanos,
        Runnable onSubscription,
        Set<CaptureCall> calls) {

    public CapturePlane(
            String deviceId,
            CaptureLog log,
            CaptureLogHistory history,
            int batchRecords,
            int maxCreditRecords,
            int maxFunctions,
            LongSupplier clockNanos,
            Runnable onSubscription) {
        this(
                deviceId,
                log,
                history,
                batchRecords,
                maxCreditRecords,
                maxFunctions,
                new LongAdder(),
                clockNanos,
                onSubscription,
                ConcurrentHashMap.newKeySet());
    }

    /** Heartbeats for subscribers on whose streams nothing flows. Any one thread. */
    public void tick(long nowNanos, long intervalNanos) {
        calls.forEach(call -> call.tick(nowNanos, intervalNanos));
    }
}
