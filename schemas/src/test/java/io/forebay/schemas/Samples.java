package io.forebay.schemas;

import java.nio.ByteBuffer;
import java.util.List;

/** One record of every kind, with values that differ from field to field. */
public final class Samples {
    private static final String FUNCTION = "nvme0/vf3";
    private static final long TIME_NANOS = 1_700_000_000_123_456_789L;

    private Samples() {}

    public static TrafficElement blockRead() {
        return new TrafficElement(
                FUNCTION,
                7L,
                TIME_NANOS,
                ElementKind.BLOCK,
                Operation.READ,
                4096L,
                8192L,
                2L,
                9L,
                5,
                true);
    }

    /** Every body a capture record can have. */
    public static List<Object> captureBodies() {
        return List.of(
                blockRead(),
                new Completion(FUNCTION, 7L, 9L, TIME_NANOS, 250_000L, -1, 3, true),
                new AppliedAllocation(FUNCTION, TIME_NANOS, 1L << 20, 1L << 19),
                new PrefetchOutcome(FUNCTION, TIME_NANOS, PrefetchResult.EVICTED, 77L, 16),
                new LateTag(FUNCTION, 6L, TIME_NANOS, 1_500L),
                new DeviceReset("nvme0", TIME_NANOS, "function level reset"),
                new ClockTick("nvme0", TIME_NANOS),
                new CaptureGap("nvme0", TIME_NANOS, 100L, 250L, false));
    }

    /** A command with every body it can have. */
    public static List<ControlCommand> commands() {
        return List.of(
                command(FUNCTION, new PriorityTag(FUNCTION, 7L, 6, 65_536.5)),
                command(FUNCTION, new PrefetchCommand(FUNCTION, 1024L, 32, 0.75)),
                command(
                        "nvme0",
                        new BufferAllocation(
                                "nvme0",
                                TIME_NANOS,
                                16L << 20,
                                List.of(
                                        new FunctionShare(FUNCTION, 10L << 20, null, null),
                                        new FunctionShare("nvme0/vf4", 6L << 20, null, null)))),
                command(
                        "nvme0",
                        new ModelUpdate(
                                "nvme0",
                                5_000L,
                                2,
                                ByteBuffer.wrap(new byte[] {1, 0, -1, 127}),
                                2,
                                5)));
    }

    private static ControlCommand command(String target, Object body) {
        return new ControlCommand(target, 11L, TIME_NANOS, TIME_NANOS + 1_000_000_000L, body);
    }
}
