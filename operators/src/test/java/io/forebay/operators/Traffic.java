package io.forebay.operators;

import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.Completion;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Hand-made captures. Times are milliseconds after {@link #START_MILLIS}, which begins a window.
 */
public final class Traffic {
    public static final long START_MILLIS = 1_700_000_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private Traffic() {}

    public static long nanos(long millis) {
        return (START_MILLIS + millis) * NANOS_PER_MILLI;
    }

    public static CaptureRecord capture(Object body) {
        return new CaptureRecord(0L, body);
    }

    public static TrafficElement element(
            String functionId,
            long sequence,
            long millis,
            Operation operation,
            long address,
            long lengthBytes) {
        return TrafficElement.newBuilder()
                .setFunctionId(functionId)
                .setSequence(sequence)
                .setEventTimeNanos(nanos(millis))
                .setKind(ElementKind.BLOCK)
                .setOperation(operation)
                .setAddress(address)
                .setLengthBytes(lengthBytes)
                .setOrderingDomain(0)
                .setCorrelationId(sequence)
                .build();
    }

    public static CaptureRecord read(String functionId, long sequence, long millis) {
        return capture(
                element(functionId, sequence, millis, Operation.READ, sequence * 4096, 4096));
    }

    public static CaptureRecord completion(String functionId, long sequence, long millis) {
        return capture(
                Completion.newBuilder()
                        .setFunctionId(functionId)
                        .setSequence(sequence)
                        .setCorrelationId(sequence)
                        .setEventTimeNanos(nanos(millis))
                        .setResponseNanos(250_000)
                        .setRequestedPriority(3)
                        .setAppliedPriority(3)
                        .setServedFromPrefetch(false)
                        .build());
    }

    public static CaptureRecord outcome(
            String functionId, long millis, PrefetchResult result, long firstBlock, int blocks) {
        return capture(new PrefetchOutcome(functionId, nanos(millis), result, firstBlock, blocks));
    }

    public static CaptureRecord lateTag(String functionId, long sequence, long millis) {
        return capture(new LateTag(functionId, sequence, nanos(millis), 5_000L));
    }

    public static CaptureRecord applied(String functionId, long millis, long requested, long got) {
        return capture(new AppliedAllocation(functionId, nanos(millis), requested, got));
    }

    public static CaptureRecord tick(String deviceId, long millis) {
        return capture(new ClockTick(deviceId, nanos(millis)));
    }

    /**
     * A random capture in order of time: bursts and pauses of several functions of two devices,
     * sequential and random, with completions and prefetch outcomes.
     */
    public static List<CaptureRecord> random(long seed, int functions, int records) {
        var random = new SplittableRandom(seed);
        Map<String, Long> sequences = new HashMap<>();
        Map<String, Long> heads = new HashMap<>();
        var captures = new ArrayList<CaptureRecord>(records);
        long millis = 0;
        for (int i = 0; i < records; i++) {
            millis += pause(random);
            int number = random.nextInt(functions);
            String functionId = "device" + number % 2 + "/volume" + number;
            long sequence = sequences.getOrDefault(functionId, 0L);
            int what = random.nextInt(10);
            if (what < 7 || sequence == 0) {
                long head = heads.getOrDefault(functionId, 0L);
                long address = random.nextInt(5) == 0 ? 4096L * random.nextInt(1 << 20) : head;
                long lengthBytes = 4096L * (1 + random.nextInt(4));
                Operation operation = random.nextInt(4) == 0 ? Operation.WRITE : Operation.READ;
                captures.add(
                        capture(
                                element(
                                        functionId,
                                        sequence,
                                        millis,
                                        operation,
                                        address,
                                        lengthBytes)));
                sequences.put(functionId, sequence + 1);
                heads.put(functionId, address + lengthBytes);
            } else if (what < 9) {
                captures.add(completion(functionId, sequence - 1, millis));
            } else {
                long block = heads.get(functionId) / 4096 + random.nextInt(8);
                PrefetchResult result =
                        random.nextBoolean() ? PrefetchResult.HIT : PrefetchResult.EVICTED;
                captures.add(outcome(functionId, millis, result, block, 1));
            }
        }
        return captures;
    }

    private static long pause(SplittableRandom random) {
        int kind = random.nextInt(100);
        if (kind == 0) {
            return 100L * random.nextInt(60);
        }
        return kind < 30 ? random.nextInt(40) : 0;
    }
}
