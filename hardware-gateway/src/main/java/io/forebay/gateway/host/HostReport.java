package io.forebay.gateway.host;

import io.forebay.gateway.GatewayReport;
import io.forebay.gateway.HardwareParts;
import io.forebay.gateway.engine.DeviceFigures;
import io.forebay.gateway.engine.ResponseTimes;
import io.forebay.gateway.engine.TagCounts;
import io.forebay.gateway.prefetch.PrefetchCounts;
import io.forebay.gateway.workload.Arrivals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Puts the report of a host together, after the workload's end. */
final class HostReport {
    private HostReport() {}

    static GatewayReport build(
            HardwareParts parts,
            Arrivals arrivals,
            HostStorage storage,
            HostCommands commands,
            String readError,
            long endNanos,
            String failure) {
        var responses = new Histogram(3);
        long responseNanosSum = 0;
        long reads = 0;
        long readsFromPrefetch = 0;
        PrefetchCounts prefetch = PrefetchCounts.NONE;
        Map<String, HostFile> files = new HashMap<>();
        for (HostFile file : storage.files()) {
            files.put(file.id(), file);
            responses.add(file.responses());
            responseNanosSum += file.responseNanosSum();
            reads += file.reads();
            readsFromPrefetch += file.readsFromPrefetch();
            prefetch = prefetch.plus(storage.counts(file));
        }
        List<GatewayReport.Function> rows = new ArrayList<>();
        long late = 0;
        for (String id : parts.functions().ids()) {
            late += commands.lateTags(id);
            rows.add(function(id, parts, files.get(id), storage, commands));
        }
        return new GatewayReport(
                parts.settings().deviceId(),
                "Linux host",
                failure,
                readError,
                arrivals.firstNanos() < 0 ? null : arrivals.firstNanos(),
                endNanos,
                new GatewayReport.Elements(
                        arrivals.read(),
                        arrivals.refused(),
                        arrivals.captured(),
                        storage.completed(),
                        arrivals.clamped()),
                new GatewayReport.Tags(0, late, arrivals.captured()),
                GatewayReport.Prefetch.of(
                        prefetch, reads == 0 ? null : (double) readsFromPrefetch / reads),
                device(responses, responseNanosSum),
                null,
                new GatewayReport.Commands(parts.counts().byStatus(), 0, 0),
                new GatewayReport.DeadLetters(
                        parts.deadLetters().count(),
                        parts.deadLetters().countByReason(),
                        parts.deadLetters().samples().stream()
                                .map(GatewayReport.DeadLetterRow::of)
                                .toList()),
                parts.log().nextOffset(),
                List.copyOf(rows),
                new GatewayReport.Edge(0, arrivals.captured(), 0, 0));
    }

    /** Totals up to now. A host gives tags to the kernel, so none of them waits for its element. */
    static DeviceFigures figures(
            Arrivals arrivals, HardwareParts parts, HostStorage storage, HostCommands commands) {
        var responses = new Histogram(3);
        long responseNanosSum = 0;
        PrefetchCounts prefetch = PrefetchCounts.NONE;
        for (HostFile file : storage.files()) {
            responses.add(file.responses());
            responseNanosSum += file.responseNanosSum();
            prefetch = prefetch.plus(storage.counts(file));
        }
        long late = parts.functions().ids().stream().mapToLong(commands::lateTags).sum();
        long count = responses.getTotalCount();
        return new DeviceFigures(
                new TagCounts(0, late, arrivals.captured()),
                prefetch,
                new ResponseTimes(
                        count,
                        responses.getValueAtPercentile(50),
                        responses.getValueAtPercentile(90),
                        responses.getValueAtPercentile(99),
                        responses.getMaxValue(),
                        count == 0 ? 0 : (double) responseNanosSum / count),
                0,
                0);
    }

    private static GatewayReport.Function function(
            String id,
            HardwareParts parts,
            HostFile file,
            HostStorage storage,
            HostCommands commands) {
        long captured = Math.max(0, parts.functions().captured(id));
        return new GatewayReport.Function(
                id,
                captured,
                file == null ? 0 : file.responses().getTotalCount(),
                file == null ? 0 : file.bytes(),
                0,
                new GatewayReport.Tags(0, commands.lateTags(id), captured),
                GatewayReport.Prefetch.of(
                        file == null ? PrefetchCounts.NONE : storage.counts(file), null),
                file == null
                        ? device(new Histogram(2), 0)
                        : device(file.responses(), file.responseNanosSum()),
                null);
    }

    private static GatewayReport.Device device(Histogram responses, long sumNanos) {
        long count = responses.getTotalCount();
        return new GatewayReport.Device(
                count,
                count == 0 ? 0 : (double) sumNanos / count,
                responses.getValueAtPercentile(50),
                responses.getValueAtPercentile(90),
                responses.getValueAtPercentile(99),
                responses.getMaxValue(),
                0);
    }
}
