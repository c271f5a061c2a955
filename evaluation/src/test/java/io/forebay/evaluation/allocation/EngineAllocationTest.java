package io.forebay.evaluation.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.engine.EngineSettings;
import io.forebay.gateway.engine.FunctionSnapshot;
import io.forebay.gateway.engine.OffloadEngine;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.shaping.allocation.AllocationPolicy;
import io.forebay.shaping.allocation.CommonTail;
import io.forebay.shaping.allocation.DemandNeed;
import io.forebay.shaping.allocation.Guarantees;
import io.forebay.shaping.allocation.SharedPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replays one workload through the running engine in virtual time, beside a pool of the evaluation:
 * the shares that the policies give from the same forecasts are those in force, and each element is
 * let in or deferred as the pool alone decides.
 */
class EngineAllocationTest {
    private static final int FUNCTIONS = 5;
    private static final int REQUESTS = 3000;
    private static final long BUDGET_BYTES = 2 << 20;
    private static final long FLOOR_BYTES = 16 << 10;
    private static final long WINDOW_NANOS = 100_000_000;
    private static final double DRAINED_WEIGHT = 0.1;

    private final OffloadEngine engine =
            new OffloadEngine(
                    EngineSettings.defaults("device")
                            .withBufferBudgetBytes(BUDGET_BYTES)
                            .withStorage(1, 50_000, 90_000_000),
                    event -> {});
    private final SharedPool pool = new SharedPool(BUDGET_BYTES);
    private final DemandNeed[] needs = new DemandNeed[FUNCTIONS];
    private final long[] windowBytes = new long[FUNCTIONS];
    private final long[] completedBytes = new long[FUNCTIONS];
    private final double[] drained = new double[FUNCTIONS];
    private final long[] sequences = new long[FUNCTIONS];
    private long nanos;
    private int admitted;
    private int deferred;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldDecideAsThePoliciesAloneWhenTheEngineRuns(boolean isShared) {
        var random = new SplittableRandom(11);
        Arrays.setAll(needs, f -> new DemandNeed());
        for (int f = 0; f < FUNCTIONS; f++) {
            arriveAndCompare(f, 4096, false);
            pool.addFunction();
        }
        long windowEnd = WINDOW_NANOS;
        for (int i = 0; i < REQUESTS; i++) {
            nanos += random.nextInt(8) == 0 ? random.nextInt(8_000_000) : random.nextInt(400_000);
            for (; windowEnd <= nanos; windowEnd += WINDOW_NANOS) {
                engine.advanceTo(windowEnd);
                endWindow(windowEnd, isShared);
            }
            engine.advanceTo(nanos);
            int function = Math.min(random.nextInt(FUNCTIONS), random.nextInt(FUNCTIONS));
            boolean isComparable = engine.statistics().snapshot().allocationsApplied() > 0;
            arriveAndCompare(function, 4096L << random.nextInt(6), isComparable);
        }
        assertThat(admitted).as("elements let in and compared").isGreaterThan(REQUESTS / 4);
        assertThat(deferred).as("elements deferred and compared").isGreaterThan(50);
    }

    private void arriveAndCompare(int function, long bytes, boolean isComparable) {
        Map<String, FunctionSnapshot> before = engine.statistics().snapshot().functions();
        if (isComparable) {
            for (int f = 0; f < FUNCTIONS; f++) {
                long held = before.get(id(f)).pendingBytes();
                pool.release(f, pool.heldBytes(f) - held);
            }
        }
        engine.arrive(element(function, bytes));
        windowBytes[function] += bytes;
        if (!isComparable || before.get(id(function)).deferredNow() > 0) {
            return;
        }
        // A function with nothing in the device always gets its next element in.
        boolean isIdle = before.get(id(function)).pendingBytes() == 0;
        boolean isExpected = isIdle || pool.admits(function, bytes);
        FunctionSnapshot after = engine.statistics().snapshot().functions().get(id(function));
        assertThat(after.deferredNow()).isEqualTo(isExpected ? 0 : 1);
        admitted += isExpected ? 1 : 0;
        deferred += isExpected ? 0 : 1;
    }

    private void endWindow(long windowEnd, boolean isShared) {
        var needBytes = new double[FUNCTIONS];
        var shares = new long[FUNCTIONS];
        for (int f = 0; f < FUNCTIONS; f++) {
            needs[f].onForecast(
                    new DemandForecast(
                            id(f), windowEnd, WINDOW_NANOS, 1L, windowBytes[f], 1.0, 1e4, 2e4));
            windowBytes[f] = 0;
        }
        new CommonTail().solve(BUDGET_BYTES, FLOOR_BYTES, FUNCTIONS, needs, needBytes);
        new AllocationPolicy(FLOOR_BYTES, 0)
                .allocate(BUDGET_BYTES, FUNCTIONS, needBytes, new long[FUNCTIONS], shares);
        var guarantees = new Guarantees(BUDGET_BYTES, FLOOR_BYTES);
        List<FunctionShare> list = new ArrayList<>();
        for (int f = 0; f < FUNCTIONS; f++) {
            long guaranteed =
                    isShared ? Math.min(shares[f], guarantees.of(needs[f], FUNCTIONS)) : shares[f];
            long limit = isShared ? BUDGET_BYTES : shares[f];
            list.add(
                    isShared
                            ? new FunctionShare(id(f), shares[f], guaranteed, limit)
                            : new FunctionShare(id(f), shares[f], null, null));
            pool.entitle(f, guaranteed, limit);
        }
        var allocation = new BufferAllocation("device", windowEnd, BUDGET_BYTES, list);
        assertThat(
                        engine.apply(
                                new ControlCommand(
                                        "device", 0L, windowEnd, Long.MAX_VALUE, allocation)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
        Map<String, FunctionSnapshot> inForce = engine.statistics().snapshot().functions();
        for (int f = 0; f < FUNCTIONS; f++) {
            FunctionSnapshot function = inForce.get(id(f));
            assertThat(function.shareBytes()).isEqualTo(shares[f]);
            long released = function.completedBytes() - completedBytes[f];
            completedBytes[f] = function.completedBytes();
            drained[f] += DRAINED_WEIGHT * (released - drained[f]);
        }
        pool.setDrainRates(drained);
    }

    private static String id(int function) {
        return "device/" + function;
    }

    private TrafficElement element(int function, long bytes) {
        long sequence = sequences[function]++;
        return TrafficElement.newBuilder()
                .setFunctionId(id(function))
                .setSequence(sequence)
                .setEventTimeNanos(nanos)
                .setKind(ElementKind.BLOCK)
                .setOperation(Operation.WRITE)
                .setAddress(sequence << 20)
                .setLengthBytes(bytes)
                .setOrderingDomain(sequence)
                .setCorrelationId(sequence)
                .build();
    }
}
