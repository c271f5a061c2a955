package io.forebay.connectors.gateway.source.reader;

import io.forebay.connectors.gateway.GatewayChannels;
import io.forebay.connectors.gateway.TransportFailures;
import io.forebay.connectors.gateway.source.GatewaySourceSettings;
import io.forebay.connectors.gateway.source.split.GatewaySplit;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the captures of its gateways.
 *
 * <p>gRPC's threads put what comes into a queue and wake the task; all else, position and
 * reconnection included, happens on the task thread. The queue is bounded by what the streams were
 * granted credit. State: log and next offset of each split.
 */
public final class GatewaySourceReader implements SourceReader<CaptureRecord, GatewaySplit> {
    /*
     * Not built on SourceReaderBase: its fetcher thread would add a hop and a lock to each batch,
     * and this source stands in a loop in which the device waits for the answer to every element.
     */
    private static final Logger LOG = LoggerFactory.getLogger(GatewaySourceReader.class);

    private static final CompletableFuture<Void> AVAILABLE =
            CompletableFuture.completedFuture(null);

    private final GatewaySourceSettings settings;
    private final GatewayChannels channels;
    private final CaptureMetrics metrics;
    private final Map<String, SplitCapture> captures = new LinkedHashMap<>();
    private final Set<SplitCapture> watched = ConcurrentHashMap.newKeySet();
    private final Queue<CaptureEvent> events = new ConcurrentLinkedQueue<>();
    private final Availability availability = new Availability();
    private ScheduledExecutorService timer;
    private boolean hasNewSplits;
    private boolean noMoreSplits;

    private SplitCapture current;
    private CaptureBatch batch;
    private int batchPosition;

    public GatewaySourceReader(
            SourceReaderContext context, GatewaySourceSettings settings, GatewayChannels channels) {
        this.settings = settings;
        this.channels = channels;

        this.metrics = new CaptureMetrics(context.metricGroup());
    }

    @Override
    public void start() {
        timer =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            var thread = new Thread(task, "gateway-reconnect");
                            thread.setDaemon(true);
                            return thread;
                        });
        long watchMillis = Math.max(1, settings.silenceTimeoutMillis() / 4);
        var unused =
                timer.scheduleWithFixedDelay(
                        () -> watched.forEach(SplitCapture::watch),
                        watchMillis,
                        watchMillis,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void addSplits(List<GatewaySplit> splits) {
        for (GatewaySplit split : splits) {
            LOG.info("Reading capture: {}", split);
            var capture = new SplitCapture(split, channels, settings, metrics);
            captures.put(split.splitId(), capture);
            watched.add(capture);
            capture.open(this::handOver);
        }
        hasNewSplits = true;
        availability.signal();
    }

    /** Any thread. */
    private void handOver(CaptureEvent event) {
        events.add(event);
        availability.signal();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<CaptureRecord> output) throws IOException {
        if (hasNewSplits) {
            createOutputs(output);
        }
        if (batch == null) {
            CaptureEvent event = events.poll();
            if (event == null) {
                return isFinished() ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
            }
            handle(event, output);
        }
        if (batch != null) {
            current.deliver(batch.getRecords(batchPosition));
            batchPosition++;
            finishBatchWhenDelivered(output);
        }
        return batch != null || !events.isEmpty() || isFinished()
                ? InputStatus.MORE_AVAILABLE
                : InputStatus.NOTHING_AVAILABLE;
    }

    /** Also for splits that have sent nothing yet: they hold the watermark. */
    private void createOutputs(ReaderOutput<CaptureRecord> output) {
        for (SplitCapture capture : captures.values()) {
            if (!capture.hasOutput()) {
                capture.setOutput(output.createOutputForSplit(capture.splitId()));
            }
        }
        hasNewSplits = false;
    }

    private void handle(CaptureEvent event, ReaderOutput<CaptureRecord> output) throws IOException {
        SplitCapture capture = captureOf(event.stream());
        if (capture == null) {
            // From a stream that was given up.
            return;
        }
        if (event instanceof CaptureEvent.Arrived arrived) {
            capture.arrived();
            current = capture;
            batch = arrived.batch();
            batchPosition = 0;
            finishBatchWhenDelivered(output);
        } else if (event instanceof CaptureEvent.Subscribed subscribed) {
            capture.arrived();
            capture.subscribed(subscribed.subscribed());
        } else if (event instanceof CaptureEvent.Synced) {
            capture.synced();
        } else if (event instanceof CaptureEvent.Ended ended) {
            scheduleReconnect(capture, ended);
        } else {
            capture.open(this::handOver);
        }
    }

    private SplitCapture captureOf(CaptureStream stream) {
        for (SplitCapture capture : captures.values()) {
            if (capture.isCurrent(stream)) {
                return capture;
            }
        }
        return null;
    }

    private void finishBatchWhenDelivered(ReaderOutput<CaptureRecord> output) {
        if (batchPosition < batch.getRecordsCount()) {
            return;
        }
        boolean isEnd = batch.getEndOfCapture();
        int recordCount = batch.getRecordsCount();
        batch = null;
        if (isEnd) {
            LOG.info("Capture has ended: {}", current.toSplit());
            captures.remove(current.splitId());
            watched.remove(current);
            output.releaseOutputForSplit(current.splitId());
            current.close();
        } else {
            current.grant(recordCount);
        }
        current = null;
    }

    private void scheduleReconnect(SplitCapture capture, CaptureEvent.Ended ended)
            throws IOException {
        Status status = ended.status();
        if (!TransportFailures.isRetriable(status.getCode())) {
            throw new IOException(
                    "gateway refuses the capture: gateway="
                            + capture.splitId()
                            + ", status="
                            + status,
                    status.getCause());
        }
        int failures = capture.failed();
        if (failures > settings.maxReconnects()) {
            throw new IOException(
                    "gateway cannot be reached: gateway="
                            + capture.splitId()
                            + ", attempts="
                            + failures
                            + ", status="
                            + status,
                    status.getCause());
        }
        metrics.reconnects.inc();
        long delayMillis = settings.reconnect().delayMillis(failures);
        LOG.warn(
                "Capture broke off and is resumed in {} ms: {}, status={}",
                delayMillis,
                capture.toSplit(),
                status);
        var rested = new CaptureEvent.Rested(ended.stream());
        var unused = timer.schedule(() -> handOver(rested), delayMillis, TimeUnit.MILLISECONDS);
    }

    private boolean isFinished() {
        return noMoreSplits && captures.isEmpty();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (isReady()) {
            return AVAILABLE;
        }
        CompletableFuture<Void> future = availability.await();
        // Something may have come before the new future could be seen.
        return isReady() ? AVAILABLE : future;
    }

    private boolean isReady() {
        return batch != null || !events.isEmpty() || isFinished();
    }

    @Override
    public List<GatewaySplit> snapshotState(long checkpointId) {
        List<GatewaySplit> splits = new ArrayList<>(captures.size());
        for (SplitCapture capture : captures.values()) {
            splits.add(capture.toSplit());
        }
        return splits;
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        availability.signal();
    }

    /** Returns at once: connections are dropped, not drained; the offsets are in the checkpoint. */
    @Override
    public void close() {
        captures.values().forEach(SplitCapture::close);
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
