package io.forebay.gateway;

import io.forebay.gateway.capture.CaptureLog;
import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.engine.EngineSnapshot;
import io.forebay.gateway.engine.FunctionSnapshot;
import io.forebay.gateway.engine.ResponseTimes;
import io.forebay.gateway.engine.TagCounts;
import io.forebay.gateway.model.EdgeCounts;
import io.forebay.gateway.workload.Arrivals;
import io.forebay.gateway.workload.DeadLetterLog;
import io.forebay.gateway.workload.DeviceTimeline;
import java.util.ArrayList;
import java.util.List;

/** Puts a report together from what the parts counted, after the workload's end. */
final class ReportBuilder {
    private ReportBuilder() {}

    static GatewayReport build(
            GatewaySettings settings,
            Arrivals arrivals,
            DeviceTimeline timeline,
            CommandCounts counts,
            DeadLetterLog deadLetters,
            CaptureLog log,
            String failure) {
        EngineSnapshot engine = timeline.engine().statistics().snapshot();
        EngineSnapshot baseline =
                timeline.baseline() == null ? null : timeline.baseline().statistics().snapshot();
        var elements =
                new GatewayReport.Elements(
                        arrivals.read(),
                        arrivals.refused(),
                        arrivals.captured(),
                        engine.completedElements(),
                        arrivals.clamped());
        return new GatewayReport(
                settings.deviceId(),
                settings.pacing().label(),
                failure,
                arrivals.readError(),
                arrivals.firstNanos() < 0 ? null : arrivals.firstNanos(),
                timeline.clockNanos(),
                elements,
                tags(engine.tags()),
                GatewayReport.Prefetch.of(
                        engine.prefetch(),
                        timeline.reads() > 0
                                ? (double) engine.readsServedFromPrefetch() / timeline.reads()
                                : null),
                device(engine.responses(), engine.deferredElements()),
                baseline == null ? null : device(baseline.responses(), baseline.deferredElements()),
                new GatewayReport.Commands(
                        counts.byStatus(),
                        engine.allocationsApplied(),
                        engine.edge().modelsInForce()),
                new GatewayReport.DeadLetters(
                        deadLetters.count(),
                        deadLetters.countByReason(),
                        deadLetters.samples().stream()
                                .map(GatewayReport.DeadLetterRow::of)
                                .toList()),
                log.nextOffset(),
                functions(engine, baseline),
                settings.engine().priorities().edgeModel() ? edge(engine.edge()) : null);
    }

    private static GatewayReport.Edge edge(EdgeCounts counts) {
        return new GatewayReport.Edge(
                counts.decidedElements(),
                counts.undecidedElements(),
                counts.modelsRefused(),
                counts.trainedRequests());
    }

    private static List<GatewayReport.Function> functions(
            EngineSnapshot engine, EngineSnapshot baseline) {
        List<GatewayReport.Function> rows = new ArrayList<>();
        engine.functions().keySet().stream()
                .sorted()
                .forEach(
                        id ->
                                rows.add(
                                        function(
                                                engine.functions().get(id),
                                                baseline == null
                                                        ? null
                                                        : baseline.functions().get(id))));
        return List.copyOf(rows);
    }

    private static GatewayReport.Function function(
            FunctionSnapshot function, FunctionSnapshot baseline) {
        return new GatewayReport.Function(
                function.functionId(),
                function.arrivedElements(),
                function.completedElements(),
                function.arrivedBytes(),
                function.shareBytes(),
                tags(function.tags()),
                GatewayReport.Prefetch.of(function.prefetch(), null),
                device(function.responses(), function.deferredElements()),
                baseline == null
                        ? null
                        : device(baseline.responses(), baseline.deferredElements()));
    }

    private static GatewayReport.Tags tags(TagCounts counts) {
        return new GatewayReport.Tags(counts.inTime(), counts.late(), counts.untaggedElements());
    }

    private static GatewayReport.Device device(ResponseTimes times, long deferred) {
        return new GatewayReport.Device(
                times.count(),
                times.meanNanos(),
                times.p50Nanos(),
                times.p90Nanos(),
                times.p99Nanos(),
                times.maxNanos(),
                deferred);
    }
}
