package io.forebay.gateway;

import io.forebay.gateway.GatewayProgress.Stage;
import io.forebay.gateway.engine.DeviceFigures;
import io.forebay.gateway.engine.ResponseTimes;
import io.forebay.gateway.prefetch.PrefetchCounts;
import io.forebay.gateway.security.Refusals;
import io.forebay.schemas.gateway.v1.ControllerState;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Serves a gateway's figures to Prometheus, over HTTP without TLS, under {@code /metrics}. Every
 * scrape asks the gateway anew; nothing is counted here. Threads of its own.
 */
public final class GatewayMetrics implements AutoCloseable {
    private static final String PREFIX = "forebay_gateway_";
    private static final double NANOS_PER_SECOND = 1e9;

    private final GatewayServer gateway;
    private final Labels device;
    private final HTTPServer server;

    private GatewayMetrics(GatewayServer gateway, InetSocketAddress address) throws IOException {
        this.gateway = gateway;
        device = Labels.of("device", gateway.deviceId());
        var registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        registry.register(this::collect);
        server =
                HTTPServer.builder()
                        .inetAddress(address.getAddress())
                        .port(address.getPort())
                        .registry(registry)
                        .buildAndStart();
    }

    /**
     * Starts to serve.
     *
     * @param address to listen on; port 0 takes any free one
     * @throws IOException when the port is taken or the address is not of this machine
     */
    public static GatewayMetrics serve(GatewayServer gateway, InetSocketAddress address)
            throws IOException {
        try {
            return new GatewayMetrics(gateway, address);
        } catch (IOException e) {
            throw new IOException("metrics cannot be served: address=" + address, e);
        }
    }

    /** Port it listens on. */
    public int port() {
        return server.getPort();
    }

    private MetricSnapshots collect() {
        var metrics = MetricSnapshots.builder();
        addProgress(metrics, gateway.progress());
        addTransport(metrics);
        DeviceFigures figures = gateway.figures();
        metrics.metricSnapshot(
                counters(
                        "tags",
                        "Priority tags by whether they reached their element while it was queued.",
                        "arrival",
                        Map.of(
                                "in_time", figures.tags().inTime(),
                                "late", figures.tags().late())));
        metrics.metricSnapshot(
                counter(
                        "untagged_elements",
                        "Elements that went into service without a tag of their own.",
                        figures.tags().untaggedElements()));
        metrics.metricSnapshot(
                counter(
                        "deferred_elements",
                        "Elements that found no buffer space when they came.",
                        figures.deferredElements()));
        metrics.metricSnapshot(
                counter(
                        "allocations_applied",
                        "Allocations that took effect.",
                        figures.allocationsApplied()));
        metrics.metricSnapshot(prefetch(figures.prefetch()));
        metrics.metricSnapshot(responses(figures.responses()));
        return metrics.build();
    }

    private void addProgress(MetricSnapshots.Builder metrics, GatewayProgress progress) {
        Map<String, Long> elements = new TreeMap<>();
        elements.put("read", progress.elementsRead());
        elements.put("refused", progress.elementsRefused());
        elements.put("captured", progress.elementsCaptured());
        elements.put("completed", progress.elementsCompleted());
        metrics.metricSnapshot(
                counters("elements", "Elements by how far they came.", "stage", elements));
        metrics.metricSnapshot(
                counter(
                        "capture_records",
                        "Records appended to the capture.",
                        progress.captureRecords()));
        metrics.metricSnapshot(
                counter(
                        "capture_gaps",
                        "Gaps sent to subscribers that were behind.",
                        progress.captureGaps()));
        Map<String, Long> odd = new TreeMap<>();
        odd.put("fenced", progress.fencedCommands());
        odd.put("repeated", progress.repeatedCommands());
        odd.put("without_effect", progress.commandsWithoutEffect());
        metrics.metricSnapshot(
                counters(
                        "idle_commands",
                        "Commands that changed nothing: of an epoch no longer in force, come again,"
                                + " or come too late.",
                        "reason",
                        odd));
        metrics.metricSnapshot(
                gauge("subscribers", "Capture streams open now.", progress.subscribers()));
        metrics.metricSnapshot(
                gauge("controllers", "Control streams open now.", progress.controllers()));
        metrics.metricSnapshot(
                gauge(
                        "controller_present",
                        "1 while the controller in force is heard, else 0.",
                        progress.controller() == ControllerState.CONTROLLER_STATE_PRESENT ? 1 : 0));
        metrics.metricSnapshot(stage(progress.stage()));
        metrics.metricSnapshot(
                gauge(
                        "device_clock_seconds",
                        "The device's clock, since 1970; 0 before the first element.",
                        progress.clockNanos() / NANOS_PER_SECOND));
    }

    private void addTransport(MetricSnapshots.Builder metrics) {
        metrics.metricSnapshot(
                gauge(
                        "connections",
                        "Connections open now.",
                        gateway.transport().connectionCount()));
        Map<String, Long> refused = new TreeMap<>();
        for (Refusals.Reason reason : Refusals.Reason.values()) {
            refused.put(
                    reason.name().toLowerCase(Locale.ROOT),
                    gateway.transport().refusals().count(reason));
        }
        metrics.metricSnapshot(
                counters("refused", "Connections and calls refused.", "reason", refused));
        metrics.metricSnapshot(
                counters(
                        "commands",
                        "Commands of the epoch in force by what became of them.",
                        "status",
                        gateway.commandsByStatus()));
    }

    private GaugeSnapshot stage(Stage stage) {
        var gauge =
                named(GaugeSnapshot.builder(), "workload_stage", "1 for where the workload is.");
        Arrays.stream(Stage.values())
                .forEach(
                        each ->
                                gauge.dataPoint(
                                        GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                                .value(each == stage ? 1 : 0)
                                                .labels(
                                                        device.add(
                                                                "stage",
                                                                each.name()
                                                                        .toLowerCase(Locale.ROOT)))
                                                .build()));
        return gauge.build();
    }

    private CounterSnapshot prefetch(PrefetchCounts counts) {
        Map<String, Long> blocks = new TreeMap<>();
        blocks.put("demanded", counts.demandBlocks());
        blocks.put("issued", counts.issuedBlocks());
        blocks.put("hit", counts.hitBlocks());
        blocks.put("used", counts.usedBlocks());
        blocks.put("wasted", counts.wastedBlocks());
        blocks.put("overtaken", counts.overtakenBlocks());
        return counters(
                "prefetch_blocks",
                "Blocks of 4,096 bytes by what became of them; demanded are all that reads"
                        + " touched.",
                "result",
                blocks);
    }

    private SummarySnapshot responses(ResponseTimes times) {
        var quantiles = Quantiles.builder();
        quantiles.quantile(0.5, times.p50Nanos() / NANOS_PER_SECOND);
        quantiles.quantile(0.9, times.p90Nanos() / NANOS_PER_SECOND);
        quantiles.quantile(0.99, times.p99Nanos() / NANOS_PER_SECOND);
        return named(
                        SummarySnapshot.builder(),
                        "response_seconds",
                        "Time from arrival to completion by the device's clock; quantiles since the"
                                + " start.")
                .dataPoint(
                        SummarySnapshot.SummaryDataPointSnapshot.builder()
                                .count(times.count())
                                .sum(times.meanNanos() * times.count() / NANOS_PER_SECOND)
                                .quantiles(quantiles.build())
                                .labels(device)
                                .build())
                .build();
    }

    private CounterSnapshot counter(String name, String help, long value) {
        return named(CounterSnapshot.builder(), name, help)
                .dataPoint(
                        CounterSnapshot.CounterDataPointSnapshot.builder()
                                .value((double) value)
                                .labels(device)
                                .build())
                .build();
    }

    private CounterSnapshot counters(
            String name, String help, String label, Map<String, Long> values) {
        var counter = named(CounterSnapshot.builder(), name, help);
        values.forEach(
                (key, value) ->
                        counter.dataPoint(
                                CounterSnapshot.CounterDataPointSnapshot.builder()
                                        .value((double) value)
                                        .labels(device.add(label, key))
                                        .build()));
        return counter.build();
    }

    private GaugeSnapshot gauge(String name, String help, double value) {
        return named(GaugeSnapshot.builder(), name, help)
                .dataPoint(
                        GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .value(value)
                                .labels(device)
                                .build())
                .build();
    }

    private static <B extends MetricSnapshot.Builder<B>> B named(
            B builder, String name, String help) {
        return builder.name(PREFIX + name).help(help);
    }

    @Override
    public void close() {
        server.close();
    }
}
