package io.forebay.operators.allocation;

import io.forebay.operators.BufferMode;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.OperatorSettings.BufferSettings;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.FunctionShare;
import io.forebay.shaping.allocation.AllocationPolicy;
import io.forebay.shaping.allocation.CommonTail;
import io.forebay.shaping.allocation.DemandNeed;
import io.forebay.shaping.allocation.Guarantees;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The buffer of one device: what its functions need, what they have, and the forecasts of windows
 * that have not ended. One thread.
 */
final class DeviceAllocator {
    /** A function that has a share of the device's buffer. */
    static final class Claim {
        final DemandNeed need;
        long shareBytes;

        /** End of the newest window with a forecast. */
        long newestEndNanos;

        Claim(DemandNeed need, long shareBytes, long newestEndNanos) {
            this.need = need;
            this.shareBytes = shareBytes;
            this.newestEndNanos = newestEndNanos;
        }
    }

    /**
     * What the end of a window led to.
     *
     * @param moved whether any share differs from before
     * @param forgotten functions that lost their share for want of forecasts
     */
    record Outcome(BufferAllocation allocation, boolean moved, int forgotten) {}

    private final OperatorSettings settings;
    private final AllocationPolicy policy;
    private final CommonTail commonTail = new CommonTail();
    private final Guarantees guarantees;
    private final TreeMap<String, Claim> claims = new TreeMap<>();
    private final TreeMap<Long, List<DemandForecast>> waiting = new TreeMap<>();
    private long nextCommandSequence;

    DeviceAllocator(OperatorSettings settings) {
        this.settings = settings;
        BufferSettings buffer = settings.buffer();
        policy = new AllocationPolicy(buffer.floorBytes(), buffer.hysteresis());
        guarantees = new Guarantees(buffer.budgetBytes(), buffer.floorBytes());
    }

    /**
     * Keeps a forecast until its window ends.
     *
     * @return whether it is the first of its window
     */
    boolean await(DemandForecast forecast) {
        long window = windowOf(forecast);
        List<DemandForecast> others = waiting.get(window);
        boolean first = others == null;
        if (first) {
            others = new ArrayList<>();
            waiting.put(window, others);
        }
        others.add(forecast);
        return first;
    }

    /** Takes in a forecast whose window has been allocated: it counts from the next window on. */
    void takeLate(DemandForecast forecast) {
        take(forecast);
    }

    /** Ends a window: takes in its forecasts and shares the budget out. */
    Outcome endWindow(String deviceId, long window) {
        List<DemandForecast> forecasts = waiting.remove(window);
        if (forecasts != null) {
            forecasts.forEach(this::take);
        }
        int before = claims.size();
        long endNanos = settings.window().endNanos(window);
        // As doubles: any number of windows may be borne.
        double patienceNanos =
                (double) settings.buffer().forgetWindows() * settings.window().windowNanos();
        claims.values().removeIf(claim -> endNanos - claim.newestEndNanos > patienceNanos);
        int forgotten = before - claims.size();
        boolean moved = share(endNanos) || forgotten > 0;
        List<FunctionShare> shares = new ArrayList<>(claims.size());
        claims.forEach((id, claim) -> shares.add(shareOf(id, claim)));
        var allocation =
                new BufferAllocation(deviceId, endNanos, settings.buffer().budgetBytes(), shares);
        return new Outcome(allocation, moved, forgotten);
    }

    long takeCommandSequence() {
        return nextCommandSequence++;
    }

    long windowOf(DemandForecast forecast) {
        return settings.window().indexOf(forecast.getWindowEndNanos() - 1);
    }

    SortedMap<String, Claim> claims() {
        return claims;
    }

    SortedMap<Long, List<DemandForecast>> waiting() {
        return waiting;
    }

    long nextCommandSequence() {
        return nextCommandSequence;
    }

    void setNextCommandSequence(long sequence) {
        nextCommandSequence = sequence;
    }

    private void take(DemandForecast forecast) {
        long endNanos = forecast.getWindowEndNanos();
        Claim claim =
                claims.computeIfAbsent(
                        forecast.getFunctionId(), id -> new Claim(new DemandNeed(), 0, endNanos));
        claim.need.onForecast(forecast);
        claim.newestEndNanos = Math.max(claim.newestEndNanos, endNanos);
    }

    private FunctionShare shareOf(String functionId, Claim claim) {
        if (settings.buffer().mode() == BufferMode.PARTITION) {
            return new FunctionShare(functionId, claim.shareBytes, null, null);
        }
        long guaranteed = guarantees.of(claim.need, claims.size());
        return new FunctionShare(
                functionId,
                claim.shareBytes,
                Math.min(guaranteed, claim.shareBytes),
                settings.buffer().budgetBytes());
    }

    private boolean share(long endNanos) {
        int count = claims.size();
        var needs = new DemandNeed[count];
        var needBytes = new double[count];
        var previousBytes = new long[count];
        var shareBytes = new long[count];
        int i = 0;
        for (Claim claim : claims.values()) {
            claim.need.onIdleUntil(endNanos);
            needs[i] = claim.need;
            previousBytes[i++] = claim.shareBytes;
        }
        BufferSettings buffer = settings.buffer();
        commonTail.solve(buffer.budgetBytes(), buffer.floorBytes(), count, needs, needBytes);
        boolean moved =
                policy.allocate(buffer.budgetBytes(), count, needBytes, previousBytes, shareBytes);
        i = 0;
        for (Claim claim : claims.values()) {
            claim.shareBytes = shareBytes[i++];
        }
        return moved;
    }
}
