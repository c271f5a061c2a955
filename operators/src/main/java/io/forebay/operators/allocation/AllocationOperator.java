package io.forebay.operators.allocation;

import io.forebay.operators.Commands;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.state.CachedStateOperator;
import io.forebay.operators.state.StateCodec;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.Functions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Shares each device's buffer budget out among its functions.
 *
 * <p>In: {@link DemandForecast} keyed by device id. Out: for each window with any forecast exactly
 * one allocation, when the watermark passes the window's end, also when no share moves; numbered
 * without holes per device, shares ordered by function id. A function without a new forecast
 * decays, and after {@code forebay.buffer.forget-windows} gets nothing. A budget that does not hold
 * all floors is shared out evenly. State: per device a {@link DeviceAllocator}. Runs on the task
 * thread only.
 */
public final class AllocationOperator
        extends CachedStateOperator<DemandForecast, ControlCommand, DeviceAllocator> {
    private static final long serialVersionUID = 1L;
    private static final String DEVICE_STATE = "device-allocator";

    private transient Counter forecasts;
    private transient Counter lateForecasts;
    private transient Counter allocations;
    private transient Counter movedAllocations;
    private transient Counter forgottenFunctions;

    public AllocationOperator(
            StreamOperatorParameters<ControlCommand> parameters, OperatorSettings settings) {
        super(parameters, settings, DEVICE_STATE);
    }

    @Override
    protected StateCodec<DeviceAllocator> createCodec() {
        return new DeviceAllocatorSerializer(policies());
    }

    @Override
    public void open() throws Exception {
        super.open();
        forecasts = getMetricGroup().counter("forecasts");
        lateForecasts = getMetricGroup().counter("lateForecasts");
        allocations = getMetricGroup().counter("allocations");
        movedAllocations = getMetricGroup().counter("movedAllocations");
        forgottenFunctions = getMetricGroup().counter("forgottenFunctions");
    }

    @Override
    public void processElement(StreamRecord<DemandForecast> record) throws Exception {
        DemandForecast forecast = record.getValue();
        DeviceAllocator allocator =
                active(Functions.deviceOf(forecast.getFunctionId()), forecast.getWindowEndNanos());
        forecasts.inc();
        long timerMillis = settings().window().timerMillis(allocator.windowOf(forecast));
        if (timerMillis <= currentWatermark()) {
            lateForecasts.inc();
            allocator.takeLate(forecast);
        } else if (allocator.await(forecast)) {
            registerTimer(timerMillis);
        }
    }

    @Override
    protected void onTimer(String deviceId, long millis) throws Exception {
        DeviceAllocator allocator = cache().find(deviceId);
        if (allocator == null) {
            return; // Dropped: all its windows were allocated.
        }
        long window = settings().window().indexOfTimer(millis);
        DeviceAllocator.Outcome outcome = allocator.endWindow(deviceId, window);
        emit(
                Commands.allocation(
                        outcome.allocation(), allocator.takeCommandSequence(), settings().window()),
                millis);
        allocations.inc();
        forgottenFunctions.inc(outcome.forgotten());
        if (outcome.moved()) {
            movedAllocations.inc();
        }
    }
}
