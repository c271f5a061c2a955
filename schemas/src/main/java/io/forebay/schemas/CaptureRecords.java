package io.forebay.schemas;

/** What the bodies of a {@link CaptureRecord} have in common. Stateless; any thread. */
public final class CaptureRecords {
    private CaptureRecords() {}

    /**
     * The record's time on the device's clock, in nanoseconds since the Unix epoch.
     *
     * @throws IllegalArgumentException when the body is missing or of a type not known here
     */
    public static long eventTimeNanos(CaptureRecord record) {
        Object body = record.getBody();
        if (body instanceof TrafficElement element) {
            return element.getEventTimeNanos();
        }
        if (body instanceof Completion completion) {
            return completion.getEventTimeNanos();
        }
        if (body instanceof ClockTick tick) {
            return tick.getEventTimeNanos();
        }
        if (body instanceof PrefetchOutcome outcome) {
            return outcome.getEventTimeNanos();
        }
        if (body instanceof AppliedAllocation allocation) {
            return allocation.getEventTimeNanos();
        }
        if (body instanceof LateTag tag) {
            return tag.getEventTimeNanos();
        }
        if (body instanceof DeviceReset reset) {
            return reset.getEventTimeNanos();
        }
        if (body instanceof CaptureGap gap) {
            return gap.getEventTimeNanos();
        }
        throw unknownBody(record);
    }

    /**
     * The function the record is about; null where it is about the device as a whole.
     *
     * @throws IllegalArgumentException when the body is missing or of a type not known here
     */
    public static String functionId(CaptureRecord record) {
        Object body = record.getBody();
        if (body instanceof TrafficElement element) {
            return element.getFunctionId();
        }
        if (body instanceof Completion completion) {
            return completion.getFunctionId();
        }
        if (body instanceof PrefetchOutcome outcome) {
            return outcome.getFunctionId();
        }
        if (body instanceof AppliedAllocation allocation) {
            return allocation.getFunctionId();
        }
        if (body instanceof LateTag tag) {
            return tag.getFunctionId();
        }
        boolean isOfDevice =
                body instanceof ClockTick
                        || body instanceof DeviceReset
                        || body instanceof CaptureGap;
        if (isOfDevice) {
            return null;
        }
        throw unknownBody(record);
    }

    /**
     * The device the record came from.
     *
     * @throws IllegalArgumentException when the body is missing or of a type not known here, or its
     *     function id has no device
     */
    public static String deviceId(CaptureRecord record) {
        Object body = record.getBody();
        if (body instanceof ClockTick tick) {
            return tick.getDeviceId();
        }
        if (body instanceof DeviceReset reset) {
            return reset.getDeviceId();
        }
        if (body instanceof CaptureGap gap) {
            return gap.getDeviceId();
        }
        return Functions.deviceOf(functionId(record));
    }

    private static IllegalArgumentException unknownBody(CaptureRecord record) {
        Object body = record.getBody();
        String type = body == null ? "none" : body.getClass().getName();
        return new IllegalArgumentException(
                "capture record has no known body: offset="
                        + record.getOffset()
                        + ", body="
                        + type);
    }
}
