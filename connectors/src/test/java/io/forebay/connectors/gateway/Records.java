package io.forebay.connectors.gateway;

import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.GatewayMessages;
import java.util.List;
import java.util.stream.LongStream;

/** Records for tests: a read every millisecond by one function. */
public final class Records {
    public static final String FUNCTION = "nvme0/vf0";

    private static final long NANOS_PER_MILLI = 1_000_000;

    private Records() {}

    public static long timeNanos(long offset) {
        return (1_000 + offset) * NANOS_PER_MILLI;
    }

    public static CaptureRecord read(long offset) {
        var element =
                new TrafficElement(
                        FUNCTION,
                        offset,
                        timeNanos(offset),
                        ElementKind.BLOCK,
                        Operation.READ,
                        4096 * offset,
                        4096L,
                        0L,
                        offset,
                        0,
                        false);
        return new CaptureRecord(offset, element);
    }

    public static CaptureRecord gap(long offset, long firstOffset, long nextOffset) {
        var gap = new CaptureGap("nvme0", timeNanos(nextOffset), firstOffset, nextOffset, false);
        return new CaptureRecord(offset, gap);
    }

    public static List<io.forebay.schemas.gateway.v1.CaptureRecord> reads(long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(offset -> GatewayMessages.toProto(read(offset)))
                .toList();
    }

    public static ControlCommand tag(String functionId, long sequence) {
        long cause = timeNanos(sequence);
        return new ControlCommand(
                functionId,
                sequence,
                cause,
                cause + 1_000_000_000L,
                new PriorityTag(functionId, sequence, 3, 0.0));
    }

    public static ControlCommand prefetch(String functionId, long sequence) {
        long cause = timeNanos(sequence);
        return new ControlCommand(
                functionId,
                sequence,
                cause,
                cause + 30_000_000_000L,
                new PrefetchCommand(functionId, sequence, 8, 0.5));
    }
}
