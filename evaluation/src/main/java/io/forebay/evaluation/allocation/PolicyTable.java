package io.forebay.evaluation.allocation;

import java.util.List;
import java.util.function.Function;

/** The policies that are compared: Forebay's, those that others use, and those that know more. */
final class PolicyTable {
    private static final long WINDOW_NANOS = 10_000_000;

    /** How a policy divides the memory. */
    enum Kind {
        PARTITION("hard partition"),
        SHARED("shared slots"),
        PUSH_OUT("push-out");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** A policy that can be made for any memory. */
    record Entry(String name, Kind kind, Function<SharedMemory, MemoryPolicy> factory) {}

    /** From equal shares, which do nothing, to the clairvoyant push-out. */
    static final List<Entry> ALL =
            List.of(
                    entry("equal", Kind.PARTITION, FixedPartition::equal),
                    entry("prop", Kind.PARTITION, FixedPartition::byOfferedBytes),
                    entry("ewma@10", Kind.PARTITION, PolicyTable::average),
                    entry("peak@10", Kind.PARTITION, PolicyTable::decayingPeak),
                    entry("free:ctx@10", Kind.PARTITION, PolicyTable::byContext),
                    entry(
                            "forebay-partition",
                            Kind.PARTITION,
                            memory -> new ForebayPartition(memory, WINDOW_NANOS)),
                    entry("free:net@10", Kind.PARTITION, PolicyTable::clairvoyantRise),
                    entry("cs", Kind.SHARED, memory -> new CompleteSharing()),
                    entry("dt2", Kind.SHARED, memory -> DynamicThresholds.plain(memory, 2)),
                    entry("dtt2", Kind.SHARED, memory -> DynamicThresholds.byDrainRate(memory, 2)),
                    entry("forebay-shared", Kind.SHARED, ForebayShared::new),
                    entry("ahead@10", Kind.SHARED, memory -> new LookAhead(memory, 10_000_000)),
                    entry("ahead@50", Kind.SHARED, memory -> new LookAhead(memory, 50_000_000)),
                    entry("lqd", Kind.PUSH_OUT, LongestDrop::byBytes),
                    entry("lqdt", Kind.PUSH_OUT, LongestDrop::byDrainTime),
                    entry("forebay-pushout", Kind.PUSH_OUT, ForebayPushOut::new),
                    entry("far", Kind.PUSH_OUT, memory -> new FarthestStarvation()));

    private PolicyTable() {}

    private static Entry entry(
            String name, Kind kind, Function<SharedMemory, MemoryPolicy> factory) {
        return new Entry(name, kind, factory);
    }

    private static MemoryPolicy average(SharedMemory memory) {
        WindowWeight weight = WindowWeight.average(memory.functionCount());
        return new WindowPartition(memory, weight, WINDOW_NANOS, false);
    }

    private static MemoryPolicy decayingPeak(SharedMemory memory) {
        WindowWeight weight = WindowWeight.decayingPeak(memory.functionCount());
        return new WindowPartition(memory, weight, WINDOW_NANOS, false);
    }

    private static MemoryPolicy byContext(SharedMemory memory) {
        WindowWeight weight = WindowWeight.byContext(memory.functionCount());
        return new WindowPartition(memory, weight, WINDOW_NANOS, true);
    }

    private static MemoryPolicy clairvoyantRise(SharedMemory memory) {
        WindowWeight weight = WindowWeight.clairvoyantRise(WINDOW_NANOS);
        return new WindowPartition(memory, weight, WINDOW_NANOS, true);
    }
}
