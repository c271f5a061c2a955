package io.forebay.evaluation.allocation;

import java.util.List;
import java.util.function.Function;

/** The policies that others use or that know the future, by the names of their definitions. */
final class ReferencePolicies {
    private static final long WINDOW_NANOS = 10_000_000;

    /** A policy that can be made for any memory. */
    record Entry(String name, Function<SharedMemory, MemoryPolicy> factory) {}

    /** Hard partitions from the simplest to the clairvoyant one, then shared slots likewise. */
    static final List<Entry> ALL =
            List.of(
                    new Entry("equal", FixedPartition::equal),
                    new Entry("prop", FixedPartition::byOfferedBytes),
                    new Entry("ewma@10", m -> window(m, WindowWeight.average(m.functionCount()))),
                    new Entry(
                            "peak@10",
                            m -> window(m, WindowWeight.decayingPeak(m.functionCount()))),
                    new Entry(
                            "free:ctx@10",
                            m -> freeWindow(m, WindowWeight.byContext(m.functionCount()))),
                    new Entry(
                            "free:net@10",
                            m -> freeWindow(m, WindowWeight.clairvoyantRise(WINDOW_NANOS))),
                    new Entry("cs", m -> new CompleteSharing()),
                    new Entry("dt2", m -> DynamicThresholds.plain(m, 2)),
                    new Entry("dtt2", m -> DynamicThresholds.byDrainRate(m, 2)),
                    new Entry("lqd", LongestDrop::byBytes),
                    new Entry("lqdt", LongestDrop::byDrainTime),
                    new Entry("far", m -> new FarthestStarvation()));

    private ReferencePolicies() {}

    private static MemoryPolicy window(SharedMemory memory, WindowWeight weight) {
        return new WindowPartition(memory, weight, WINDOW_NANOS, false);
    }

    private static MemoryPolicy freeWindow(SharedMemory memory, WindowWeight weight) {
        return new WindowPartition(memory, weight, WINDOW_NANOS, true);
    }
}
