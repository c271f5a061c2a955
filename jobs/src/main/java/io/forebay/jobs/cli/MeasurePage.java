package io.forebay.jobs.cli;

import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Page;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Table;
import io.forebay.jobs.measure.MeasureFigures;
import io.forebay.jobs.measure.MeasureSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What was measured of a cluster, as tables. Stateless. */
final class MeasurePage {
    private static final double MIB = 1 << 20;

    private MeasurePage() {}

    static Page of(MeasureFigures figures, MeasureSettings settings) {
        String title =
                String.format(
                        Locale.ROOT,
                        "the job on Kafka and RocksDB: %,d elements after %,d to warm up, %d TaskManagers",
                        settings.elements(),
                        settings.warmUp(),
                        settings.taskManagers());
        List<Section> sections = new ArrayList<>();
        sections.add(throughput(figures));
        if (settings.latencySeconds() > 0) {
            sections.add(latency(figures));
        }
        sections.add(state(figures));
        sections.add(stages(figures));
        return new Page(title, "", sections);
    }

    private static Section throughput(MeasureFigures figures) {
        Table.Builder table =
                Table.of(
                        Column.count("functions"),
                        Column.count("parallelism"),
                        Column.count("cache"),
                        Column.count("on, elements/s"),
                        Column.count("off, elements/s"),
                        Column.number("on / off", 3),
                        Column.text("of the rounds"),
                        Column.number("on, CPU µs/element", 1),
                        Column.number("off, CPU µs/element", 1),
                        Column.number("commands/element", 2));
        for (MeasureFigures.Case one : figures.cases()) {
            table.row(
                    one.functions(),
                    one.parallelism(),
                    one.cacheFunctions(),
                    one.on().elementsPerSecond(),
                    one.off() == null ? null : one.off().elementsPerSecond(),
                    one.ratio(),
                    one.ratios().stream()
                            .map(ratio -> String.format(Locale.ROOT, "%.3f", ratio))
                            .collect(Collectors.joining(" ")),
                    one.on().cpuMicrosPerElement(),
                    one.off() == null ? null : one.off().cpuMicrosPerElement(),
                    one.on().commandsPerElement());
        }
        return Section.of("Throughput")
                .note(
                        "Elements that waited in Kafka and were answered there, by the times of the tags; with the"
                                + " predictor and without. Of several rounds, the one whose ratio is the median."
                                + " CPU: all processes together.")
                .table(table.build())
                .build();
    }

    private static Section latency(MeasureFigures figures) {
        Table.Builder table =
                Table.of(
                        Column.count("functions"),
                        Column.count("parallelism"),
                        Column.count("cache"),
                        Column.count("elements/s"),
                        Column.number("p50, ms", 2),
                        Column.number("p90, ms", 2),
                        Column.number("p99, ms", 2),
                        Column.number("p99.9, ms", 2),
                        Column.number("max, ms", 2),
                        Column.count("checkpoints"),
                        Column.number("CPU µs/element", 1),
                        Column.number("processors busy, %", 0));
        for (MeasureFigures.Case one : figures.cases()) {
            MeasureFigures.Latency latency = one.latency();
            table.row(
                    one.functions(),
                    one.parallelism(),
                    one.cacheFunctions(),
                    latency.elementsPerSecond(),
                    latency.p50Millis(),
                    latency.p90Millis(),
                    latency.p99Millis(),
                    latency.p999Millis(),
                    latency.maxMillis(),
                    latency.checkpoints(),
                    latency.load().cpuMicrosPerElement(),
                    100 * latency.load().busyShare());
        }
        return Section.of("Latency")
                .note(
                        "From when an element was due to be written to Kafka, by a schedule that waits for nothing, to"
                                + " when a reader that does not wait for transactions had its tag. Busy: with whatever ran on"
                                + " the machine meanwhile, feed and reader included.")
                .table(table.build())
                .build();
    }

    private static Section state(MeasureFigures figures) {
        Table.Builder table =
                Table.of(
                        Column.count("functions"),
                        Column.count("parallelism"),
                        Column.count("cache"),
                        Column.count("resident at most, MiB"),
                        Column.count("checkpoints"),
                        Column.number("largest state, MiB", 1),
                        Column.count("longest, ms"),
                        Column.number("cache hits, %", 1));
        for (MeasureFigures.Case one : figures.cases()) {
            table.row(
                    one.functions(),
                    one.parallelism(),
                    one.cacheFunctions(),
                    one.peakResidentBytes() / MIB,
                    one.on().checkpoints(),
                    one.on().largestCheckpointBytes() / MIB,
                    one.on().longestCheckpointMillis(),
                    hitPercent(one.on()));
        }
        return Section.of("State and memory")
                .note(
                        "Memory: all processes of the cluster, each at its own peak since it was started. Checkpoints"
                                + " and cache: with the predictor, from the beginning.")
                .table(table.build())
                .build();
    }

    private static double hitPercent(MeasureFigures.Throughput throughput) {
        Double hits = throughput.operatorMetrics().get("Circular_buffer.cacheHits");
        Double misses = throughput.operatorMetrics().get("Circular_buffer.cacheMisses");
        return hits == null || misses == null ? Double.NaN : 100 * hits / (hits + misses);
    }

    private static Section stages(MeasureFigures figures) {
        Set<String> stages = new TreeSet<>();
        List<Column> columns = new ArrayList<>(List.of(Column.text("CPU µs/element")));
        for (MeasureFigures.Case one : figures.cases()) {
            String what = one.functions() + "×" + one.parallelism() + "×" + one.cacheFunctions();
            columns.add(Column.number(what + " on", 2));
            stages.addAll(one.on().cpuMicrosByStage().keySet());
            if (one.off() != null) {
                columns.add(Column.number(what + " off", 2));
                stages.addAll(one.off().cpuMicrosByStage().keySet());
            }
            if (one.latency() != null) {
                columns.add(Column.number(what + " at its time", 2));
                stages.addAll(one.latency().load().cpuMicrosByStage().keySet());
            }
        }
        Table.Builder table = Table.of(columns.toArray(Column[]::new));
        for (String stage : stages) {
            List<Object> row = new ArrayList<>(List.of(stage));
            for (MeasureFigures.Case one : figures.cases()) {
                row.add(one.on().cpuMicrosByStage().getOrDefault(stage, 0.0));
                if (one.off() != null) {
                    row.add(one.off().cpuMicrosByStage().getOrDefault(stage, 0.0));
                }
                if (one.latency() != null) {
                    row.add(one.latency().load().cpuMicrosByStage().getOrDefault(stage, 0.0));
                }
            }
            table.row(row.toArray());
        }
        return Section.of("Cost by stage")
                .note(
                        "By what the threads are for: functions × parallelism × live functions. At its time: while latency was"
                                + " measured, each element came when it was due.")
                .table(table.build())
                .build();
    }
}
