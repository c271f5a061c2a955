package io.forebay.operators.validation;

import static java.util.Objects.requireNonNull;

import io.forebay.operators.RecordTypes;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.Completion;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.DeviceReset;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.Functions;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.SchemaTrust;
import io.forebay.schemas.TrafficElement;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets through what the operators can use.
 *
 * <p>In: {@link CaptureRecord} as captured. Out: those that are about a function and keep to {@link
 * ElementRules}. Side output: {@link RecordTypes#DEAD_LETTERS} for input that cannot be used. Clock
 * ticks, device resets and gaps are counted and go no further: they have moved the watermark. No
 * state. Runs on the task thread only.
 */
public final class ValidationFunction extends ProcessFunction<CaptureRecord, CaptureRecord> {
    static {
        SchemaTrust.install();
    }

    private static final long serialVersionUID = 1L;
    private static final String POSITION_UNIT = "capture offset";
    private static final int EXCERPT_LENGTH = 256;

    private final String origin;
    private transient Counter valid;
    private transient Counter elements;
    private transient Counter deadLetters;
    private transient Counter clockTicks;
    private transient Counter deviceResets;
    private transient Counter captureGaps;
    private transient Counter missedRecords;

    /**
     * Validates the records of one source.
     *
     * @param origin what dead letters name as their origin: the gateway, topic or file
     */
    public ValidationFunction(String origin) {
        this.origin = requireNonNull(origin, "origin");
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup group = getRuntimeContext().getMetricGroup();
        valid = group.counter("validRecords");
        elements = group.counter("elements");
        deadLetters = group.counter("deadLetters");
        clockTicks = group.counter("clockTicks");
        deviceResets = group.counter("deviceResets");
        captureGaps = group.counter("captureGaps");
        missedRecords = group.counter("missedRecords");
    }

    @Override
    public void processElement(
            CaptureRecord record, Context context, Collector<CaptureRecord> out) {
        String violation = violation(record);
        if (violation != null) {
            deadLetters.inc();
            context.output(
                    RecordTypes.DEAD_LETTERS,
                    new DeadLetter(
                            origin,
                            record.getOffset(),
                            POSITION_UNIT,
                            violation,
                            excerptOf(record.getBody())));
            return;
        }
        Object body = record.getBody();
        if (body instanceof ClockTick) {
            clockTicks.inc();
            context.output(RecordTypes.DEVICE_CLOCK, record);
        } else if (body instanceof DeviceReset) {
            deviceResets.inc();
        } else if (body instanceof CaptureGap gap) {
            captureGaps.inc();
            missedRecords.inc(gap.getNextOffset() - gap.getFirstOffset());
            context.output(RecordTypes.DEVICE_CLOCK, record);
        } else {
            valid.inc();
            if (body instanceof TrafficElement) {
                elements.inc();
            }
            out.collect(record);
        }
    }

    /** Why the record cannot be used, or null when it can. */
    private static String violation(CaptureRecord record) {
        if (record.getOffset() < 0) {
            return "capture offset is negative: offset=" + record.getOffset();
        }
        if (record.getBody() instanceof TrafficElement element) {
            return ElementRules.violation(element);
        }
        try {
            long timeNanos = CaptureRecords.eventTimeNanos(record);
            if (timeNanos < 0 || timeNanos > ElementRules.MAX_EVENT_TIME_NANOS) {
                return "event time is outside the clock: eventTimeNanos=" + timeNanos;
            }
            String functionId = CaptureRecords.functionId(record);
            String idViolation =
                    functionId == null && isAboutDevice(record.getBody())
                            ? null
                            : Functions.violation(functionId);
            return idViolation != null ? idViolation : quantityViolation(record.getBody());
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String quantityViolation(Object body) {
        if (body instanceof Completion completion && completion.getResponseNanos() < 0) {
            return "response time is negative: responseNanos=" + completion.getResponseNanos();
        }
        if (body instanceof PrefetchOutcome outcome && outcome.getBlockCount() < 1) {
            return "outcome without blocks: blockCount=" + outcome.getBlockCount();
        }
        if (body instanceof CaptureGap gap && gap.getNextOffset() < gap.getFirstOffset()) {
            return "gap ends before it begins: firstOffset="
                    + gap.getFirstOffset()
                    + ", nextOffset="
                    + gap.getNextOffset();
        }
        return null;
    }

    private static boolean isAboutDevice(Object body) {
        return body instanceof ClockTick
                || body instanceof DeviceReset
                || body instanceof CaptureGap;
    }

    private static String excerptOf(Object body) {
        String text = String.valueOf(body);
        return text.length() <= EXCERPT_LENGTH ? text : text.substring(0, EXCERPT_LENGTH);
    }
}
