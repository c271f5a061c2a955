package io.forebay.operators.allocation;

import io.forebay.operators.BufferMode;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.OperatorSettings.BufferSettings;
import io.forebay.operators.policy.PolicyTable;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.FunctionShare;
import io.forebay.shaping.allocation.DemandNeed;
import io.forebay.shaping.allocation.Guarantees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    private final PolicyTable policies;
    private final CappedShares shares;
    private final Guarantees guarantees;
    private final TreeMap<String, Claim> claims = new TreeMap<>();
    private final TreeMap<Long, List<DemandForecast>> waiting = new TreeMap<>();
    private long nextCommandSequence;

    DeviceAllocator(String deviceId, PolicyTable policies) {
        this.policies = policies;
        settings = policies.of(deviceId);
        BufferSettings buffer = settings.buffer();
        shares = new CappedShares(buffer.budgetBytes(), buffer.hysteresis());
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
        List<FunctionShare> all = new ArrayList<>(claims.size());
        boolean floorsFit = floorsFit();
        claims.forEach((id, claim) -> all.add(shareOf(id, claim, floorsFit)));
        var allocation =
                new BufferAllocation(deviceId, endNanos, settings.buffer().budgetBytes(), all);
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

    private FunctionShare shareOf(String functionId, Claim claim, boolean floorsFit) {
        long budgetBytes = settings.buffer().budgetBytes();
        if (settings.buffer().mode() == BufferMode.PARTITION) {
            return new FunctionShare(functionId, claim.shareBytes, null, null);
        }
        BufferSettings own = policies.of(functionId).buffer();
        long equalBytes = budgetBytes / claims.size();
        long floorBytes = floorsFit ? own.floorBytes() : Math.min(own.floorBytes(), equalBytes);
        long guaranteed = guarantees.of(claim.need, floorBytes, claims.size());
        long limit = Math.min(budgetBytes, own.ceilingBytes());
        return new FunctionShare(
                functionId,
                claim.shareBytes,
                Math.min(guaranteed, claim.shareBytes),
                Math.max(limit, claim.shareBytes));
    }

    private boolean share(long endNanos) {
        int count = claims.size();
        var needs = new DemandNeed[count];
        var previousBytes = new long[count];
        var floorBytes = new long[count];
        var ceilingBytes = new long[count];
        int i = 0;
        for (Map.Entry<String, Claim> entry : claims.entrySet()) {
            Claim claim = entry.getValue();
            claim.need.onIdleUntil(endNanos);
            BufferSettings own = policies.of(entry.getKey()).buffer();
            needs[i] = claim.need;
            previousBytes[i] = claim.shareBytes;
            floorBytes[i] = own.floorBytes();
            ceilingBytes[i++] = own.ceilingBytes();
        }
        long[] shareBytes = shares.of(needs, previousBytes, floorBytes, ceilingBytes);
        i = 0;
        for (Claim claim : claims.values()) {
            claim.shareBytes = shareBytes[i++];
        }
        return !Arrays.equals(previousBytes, shareBytes);
    }

    private boolean floorsFit() {
        long sum = 0;
        for (String functionId : claims.keySet()) {
            sum += policies.of(functionId).buffer().floorBytes();
        }
        return sum <= settings.buffer().budgetBytes();
    }
}
