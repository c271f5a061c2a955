package io.forebay.operators.anomaly;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.state.CachedStateOperator;
import io.forebay.operators.state.StateCodec;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.Functions;
import io.forebay.shaping.alert.DeviceWatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Either;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Looks at the alerts of a device's functions together.
 *
 * <p>In, keyed by device id: alerts of functions (left), and what is known of the device's clock
 * (right: ticks and gaps). Out, when a window ends: alerts of the device, and those of functions
 * with the number of the device's incident they belong to, if any. State: per device a {@link
 * DeviceWatch}, never dropped. Runs on the task thread only.
 */
public final class DeviceAlertOperator
        extends CachedStateOperator<Either<AnomalyAlert, CaptureRecord>, AnomalyAlert, DeviceWatch>
        implements Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DeviceAlertOperator.class);
    private static final String DEVICE_STATE = "device-incidents";
    private static final String TIMERS = "alert-windows";

    private transient InternalTimerService<VoidNamespace> timers;
    private transient Counter deviceIncidents;
    private transient Counter linkedAlerts;
    private transient Counter securityAlerts;
    private transient Counter malfunctionAlerts;
    private transient Counter bottleneckAlerts;

    public DeviceAlertOperator(
            StreamOperatorParameters<AnomalyAlert> parameters, OperatorSettings settings) {
        super(parameters, settings, DEVICE_STATE);
    }

    /** The device an input is about. */
    public static String deviceOf(Either<AnomalyAlert, CaptureRecord> input) {
        return input.isLeft()
                ? Functions.deviceOf(input.left().getFunctionId())
                : CaptureRecords.deviceId(input.right());
    }

    @Override
    protected StateCodec<DeviceWatch> createCodec() {
        return new DeviceWatchSerializer(settings().deviceAlerts());
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        deviceIncidents = getMetricGroup().counter("deviceIncidents");
        linkedAlerts = getMetricGroup().counter("linkedAlerts");
        securityAlerts = getMetricGroup().counter("securityAlerts");
        malfunctionAlerts = getMetricGroup().counter("malfunctionAlerts");
        bottleneckAlerts = getMetricGroup().counter("bottleneckAlerts");
    }

    @Override
    public void processElement(StreamRecord<Either<AnomalyAlert, CaptureRecord>> record)
            throws Exception {
        Either<AnomalyAlert, CaptureRecord> input = record.getValue();
        DeviceWatch watch = cache().forUpdate(deviceOf(input));
        if (input.isLeft()) {
            // Kept until the window ends; who else holds it must not see it change.
            watch.onAlert(AnomalyAlert.newBuilder(input.left()).build());
            setTimer(input.left().getWindowEndNanos());
        } else if (input.right().getBody() instanceof ClockTick tick) {
            watch.onClock(tick.getEventTimeNanos());
        } else if (input.right().getBody() instanceof CaptureGap gap) {
            watch.onGap(gap.getEventTimeNanos());
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        DeviceWatch watch = cache().forUpdate(timer.getKey());
        long window = settings().window().indexOfTimer(timer.getTimestamp());
        List<AnomalyAlert> out = new ArrayList<>();
        long nextNanos = watch.endWindow(settings().window().endNanos(window), out);
        for (AnomalyAlert alert : out) {
            count(alert);
            emit(alert, timer.getTimestamp());
        }
        boolean inputEnds = timers.currentWatermark() == Watermark.MAX_WATERMARK.getTimestamp();
        if (nextNanos != Long.MAX_VALUE && !inputEnds) {
            // Where the clock lags behind the watermark, asked again with the next window.
            setTimer(Math.max(nextNanos, settings().window().endNanos(window + 1)));
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer runs on processing time: " + timer);
    }

    private void setTimer(long windowEndNanos) {
        timers.registerEventTimeTimer(
                VoidNamespace.INSTANCE,
                settings().window().timerMillis(settings().window().indexOf(windowEndNanos - 1)));
    }

    private static void logStart(AnomalyAlert alert) {
        try (var function = MDC.putCloseable("function", alert.getFunctionId())) {
            LOG.info("Incident starts: kind={}, severity={}", alert.getKind(), alert.getSeverity());
        }
    }

    private void count(AnomalyAlert alert) {
        if (alert.getDeviceIncident() != null) {
            linkedAlerts.inc();
            return;
        }
        if (alert.getState() == AlertState.STARTED) {
            logStart(alert);
            if (!alert.getMembers().isEmpty()) {
                deviceIncidents.inc();
            }
        }
        switch (alert.getKind()) {
            case SECURITY -> securityAlerts.inc();
            case MALFUNCTION -> malfunctionAlerts.inc();
            case BOTTLENECK -> bottleneckAlerts.inc();
            case UNKNOWN -> {}
        }
    }
}
