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
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
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
 * DeviceWatch}. Runs on the task thread only.
 */
public final class DeviceAlertOperator
        extends CachedStateOperator<
                Either<AnomalyAlert, CaptureRecord>, AnomalyAlert, DeviceWatch> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DeviceAlertOperator.class);
    private static final String DEVICE_STATE = "device-incidents";

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
        return new DeviceWatchSerializer(id -> policies().of(id).deviceAlerts());
    }

    @Override
    public void open() throws Exception {
        super.open();
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
        DeviceWatch watch = active(deviceOf(input), timeNanos(input));
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
    protected void onTimer(String key, long millis) throws Exception {
        DeviceWatch watch = cache().find(key);
        if (watch == null) {
            return; // Dropped: it had nothing to tell.
        }
        long window = settings().window().indexOfTimer(millis);
        List<AnomalyAlert> out = new ArrayList<>();
        long nextNanos = watch.endWindow(settings().window().endNanos(window), out);
        for (AnomalyAlert alert : out) {
            count(alert);
            emit(alert, millis);
        }
        if (nextNanos != Long.MAX_VALUE && !inputEnds()) {
            // Where the clock lags behind the watermark, asked again with the next window.
            setTimer(Math.max(nextNanos, settings().window().endNanos(window + 1)));
        }
    }

    @Override
    protected boolean prepareForget(String deviceId, DeviceWatch watch, long timeMillis) {
        return watch.isIdle();
    }

    private static long timeNanos(Either<AnomalyAlert, CaptureRecord> input) {
        return input.isLeft()
                ? input.left().getWindowEndNanos()
                : CaptureRecords.eventTimeNanos(input.right());
    }

    private void setTimer(long windowEndNanos) {
        registerTimer(
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
