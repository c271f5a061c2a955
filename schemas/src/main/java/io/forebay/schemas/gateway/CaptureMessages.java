package io.forebay.schemas.gateway;

import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.Completion;
import io.forebay.schemas.DeviceReset;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CaptureRecord.BodyCase;

/** The capture side of {@link GatewayMessages}. */
final class CaptureMessages {
    private static final WireEnum<ElementKind, io.forebay.schemas.gateway.v1.ElementKind> KINDS =
            new WireEnum<>(
                    ElementKind.class,
                    io.forebay.schemas.gateway.v1.ElementKind.class,
                    "ELEMENT_KIND_",
                    ElementKind.UNKNOWN);
    private static final WireEnum<Operation, io.forebay.schemas.gateway.v1.Operation> OPERATIONS =
            new WireEnum<>(
                    Operation.class,
                    io.forebay.schemas.gateway.v1.Operation.class,
                    "OPERATION_",
                    Operation.UNKNOWN);
    private static final WireEnum<PrefetchResult, io.forebay.schemas.gateway.v1.PrefetchResult>
            PREFETCH_RESULTS =
                    new WireEnum<>(
                            PrefetchResult.class,
                            io.forebay.schemas.gateway.v1.PrefetchResult.class,
                            "PREFETCH_RESULT_",
                            PrefetchResult.UNKNOWN);

    private CaptureMessages() {}

    static io.forebay.schemas.gateway.v1.CaptureRecord toProto(CaptureRecord record) {
        var message = io.forebay.schemas.gateway.v1.CaptureRecord.newBuilder();
        message.setOffset(record.getOffset());
        Object body = record.getBody();
        if (body instanceof TrafficElement element) {
            message.setElement(element(element));
        } else if (body instanceof Completion completion) {
            message.setCompletion(completion(completion));
        } else if (body instanceof AppliedAllocation allocation) {
            message.setAppliedAllocation(allocation(allocation));
        } else if (body instanceof PrefetchOutcome outcome) {
            message.setPrefetchOutcome(outcome(outcome));
        } else if (body instanceof LateTag tag) {
            message.setLateTag(lateTag(tag));
        } else if (body instanceof DeviceReset reset) {
            message.setDeviceReset(reset(reset));
        } else if (body instanceof ClockTick tick) {
            message.setClockTick(tick(tick));
        } else if (body instanceof CaptureGap gap) {
            message.setCaptureGap(gap(gap));
        } else {
            throw new IllegalArgumentException(
                    "capture record has no known body: offset="
                            + record.getOffset()
                            + ", body="
                            + (body == null ? "none" : body.getClass().getName()));
        }
        return message.build();
    }

    static CaptureRecord fromProto(io.forebay.schemas.gateway.v1.CaptureRecord message) {
        Object body =
                switch (message.getBodyCase()) {
                    case ELEMENT -> element(message.getElement());
                    case COMPLETION -> completion(message.getCompletion());
                    case APPLIED_ALLOCATION -> allocation(message.getAppliedAllocation());
                    case PREFETCH_OUTCOME -> outcome(message.getPrefetchOutcome());
                    case LATE_TAG -> lateTag(message.getLateTag());
                    case DEVICE_RESET -> reset(message.getDeviceReset());
                    case CLOCK_TICK -> tick(message.getClockTick());
                    case CAPTURE_GAP -> gap(message.getCaptureGap());
                    case BODY_NOT_SET ->
                            throw new IllegalArgumentException(
                                    "capture record has no known body: offset="
                                            + message.getOffset()
                                            + ", body="
                                            + BodyCase.BODY_NOT_SET);
                };
        return new CaptureRecord(message.getOffset(), body);
    }

    private static io.forebay.schemas.gateway.v1.TrafficElement element(TrafficElement element) {
        return io.forebay.schemas.gateway.v1.TrafficElement.newBuilder()
                .setFunctionId(element.getFunctionId())
                .setSequence(element.getSequence())
                .setEventTimeNanos(element.getEventTimeNanos())
                .setKind(KINDS.toProto(element.getKind()))
                .setOperation(OPERATIONS.toProto(element.getOperation()))
                .setAddress(element.getAddress())
                .setLengthBytes(element.getLengthBytes())
                .setOrderingDomain(element.getOrderingDomain())
                .setCorrelationId(element.getCorrelationId())
                .setTrafficClass(element.getTrafficClass())
                .setRelaxedOrdering(element.getRelaxedOrdering())
                .build();
    }

    private static TrafficElement element(io.forebay.schemas.gateway.v1.TrafficElement message) {
        var element = new TrafficElement();
        element.setFunctionId(message.getFunctionId());
        element.setSequence(message.getSequence());
        element.setEventTimeNanos(message.getEventTimeNanos());
        element.setKind(KINDS.fromProto(message.getKind()));
        element.setOperation(OPERATIONS.fromProto(message.getOperation()));
        element.setAddress(message.getAddress());
        element.setLengthBytes(message.getLengthBytes());
        element.setOrderingDomain(message.getOrderingDomain());
        element.setCorrelationId(message.getCorrelationId());
        element.setTrafficClass(message.getTrafficClass());
        element.setRelaxedOrdering(message.getRelaxedOrdering());
        return element;
    }

    private static io.forebay.schemas.gateway.v1.Completion completion(Completion completion) {
        return io.forebay.schemas.gateway.v1.Completion.newBuilder()
                .setFunctionId(completion.getFunctionId())
                .setSequence(completion.getSequence())
                .setCorrelationId(completion.getCorrelationId())
                .setEventTimeNanos(completion.getEventTimeNanos())
                .setResponseNanos(completion.getResponseNanos())
                .setRequestedPriority(completion.getRequestedPriority())
                .setAppliedPriority(completion.getAppliedPriority())
                .setServedFromPrefetch(completion.getServedFromPrefetch())
                .build();
    }

    private static Completion completion(io.forebay.schemas.gateway.v1.Completion message) {
        var completion = new Completion();
        completion.setFunctionId(message.getFunctionId());
        completion.setSequence(message.getSequence());
        completion.setCorrelationId(message.getCorrelationId());
        completion.setEventTimeNanos(message.getEventTimeNanos());
        completion.setResponseNanos(message.getResponseNanos());
        completion.setRequestedPriority(message.getRequestedPriority());
        completion.setAppliedPriority(message.getAppliedPriority());
        completion.setServedFromPrefetch(message.getServedFromPrefetch());
        return completion;
    }

    private static io.forebay.schemas.gateway.v1.AppliedAllocation allocation(
            AppliedAllocation allocation) {
        return io.forebay.schemas.gateway.v1.AppliedAllocation.newBuilder()
                .setFunctionId(allocation.getFunctionId())
                .setEventTimeNanos(allocation.getEventTimeNanos())
                .setRequestedBytes(allocation.getRequestedBytes())
                .setAppliedBytes(allocation.getAppliedBytes())
                .build();
    }

    private static AppliedAllocation allocation(
            io.forebay.schemas.gateway.v1.AppliedAllocation message) {
        return new AppliedAllocation(
                message.getFunctionId(),
                message.getEventTimeNanos(),
                message.getRequestedBytes(),
                message.getAppliedBytes());
    }

    private static io.forebay.schemas.gateway.v1.PrefetchOutcome outcome(PrefetchOutcome outcome) {
        return io.forebay.schemas.gateway.v1.PrefetchOutcome.newBuilder()
                .setFunctionId(outcome.getFunctionId())
                .setEventTimeNanos(outcome.getEventTimeNanos())
                .setResult(PREFETCH_RESULTS.toProto(outcome.getResult()))
                .setFirstBlock(outcome.getFirstBlock())
                .setBlockCount(outcome.getBlockCount())
                .build();
    }

    private static PrefetchOutcome outcome(io.forebay.schemas.gateway.v1.PrefetchOutcome message) {
        return new PrefetchOutcome(
                message.getFunctionId(),
                message.getEventTimeNanos(),
                PREFETCH_RESULTS.fromProto(message.getResult()),
                message.getFirstBlock(),
                message.getBlockCount());
    }

    private static io.forebay.schemas.gateway.v1.LateTag lateTag(LateTag tag) {
        return io.forebay.schemas.gateway.v1.LateTag.newBuilder()
                .setFunctionId(tag.getFunctionId())
                .setElementSequence(tag.getElementSequence())
                .setEventTimeNanos(tag.getEventTimeNanos())
                .setLatenessNanos(tag.getLatenessNanos())
                .build();
    }

    private static LateTag lateTag(io.forebay.schemas.gateway.v1.LateTag message) {
        return new LateTag(
                message.getFunctionId(),
                message.getElementSequence(),
                message.getEventTimeNanos(),
                message.getLatenessNanos());
    }

    private static io.forebay.schemas.gateway.v1.DeviceReset reset(DeviceReset reset) {
        return io.forebay.schemas.gateway.v1.DeviceReset.newBuilder()
                .setDeviceId(reset.getDeviceId())
                .setEventTimeNanos(reset.getEventTimeNanos())
                .setReason(reset.getReason())
                .build();
    }

    private static DeviceReset reset(io.forebay.schemas.gateway.v1.DeviceReset message) {
        return new DeviceReset(
                message.getDeviceId(), message.getEventTimeNanos(), message.getReason());
    }

    private static io.forebay.schemas.gateway.v1.ClockTick tick(ClockTick tick) {
        return io.forebay.schemas.gateway.v1.ClockTick.newBuilder()
                .setDeviceId(tick.getDeviceId())
                .setEventTimeNanos(tick.getEventTimeNanos())
                .build();
    }

    private static ClockTick tick(io.forebay.schemas.gateway.v1.ClockTick message) {
        return new ClockTick(message.getDeviceId(), message.getEventTimeNanos());
    }

    private static io.forebay.schemas.gateway.v1.CaptureGap gap(CaptureGap gap) {
        return io.forebay.schemas.gateway.v1.CaptureGap.newBuilder()
                .setDeviceId(gap.getDeviceId())
                .setEventTimeNanos(gap.getEventTimeNanos())
                .setFirstOffset(gap.getFirstOffset())
                .setNextOffset(gap.getNextOffset())
                .setOpenEnded(gap.getOpenEnded())
                .build();
    }

    private static CaptureGap gap(io.forebay.schemas.gateway.v1.CaptureGap message) {
        return new CaptureGap(
                message.getDeviceId(),
                message.getEventTimeNanos(),
                message.getFirstOffset(),
                message.getNextOffset(),
                message.getOpenEnded());
    }
}
