package io.forebay.connectors.gateway.source.reader;

import io.forebay.connectors.gateway.GatewayChannels;
import io.forebay.connectors.gateway.source.GatewaySourceSettings;
import io.forebay.connectors.gateway.source.split.GatewaySplit;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.gateway.GatewayMessages;
import io.forebay.schemas.gateway.v1.CapturePosition;
import io.forebay.schemas.gateway.v1.Subscribe;
import io.forebay.schemas.gateway.v1.Subscribed;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.SourceOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One split being read: its connection, its position and its output. Task thread only.
 *
 * <p>A stream starts at the first offset that has not been delivered; it is opened again only after
 * all that the previous one brought has been delivered.
 */
final class SplitCapture implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SplitCapture.class);

    private final GatewaySplit split;
    private final CaptureCursor cursor;
    private final ManagedChannel channel;
    private final GatewaySourceSettings settings;
    private final CaptureMetrics metrics;
    private volatile CaptureStream stream;
    private SourceOutput<CaptureRecord> output;
    private int failures;

    SplitCapture(
            GatewaySplit split,
            GatewayChannels channels,
            GatewaySourceSettings settings,
            CaptureMetrics metrics) {
        this.split = split;
        this.cursor = new CaptureCursor(split.logId(), split.nextOffset());
        this.channel = channels.open(split.address());
        this.settings = settings;
        this.metrics = metrics;
    }

    void open(Consumer<CaptureEvent> events) {
        if (stream != null) {
            // The connection may be dead without a word, and a new stream on it would be as dead.
            channel.enterIdle();
        }
        // The waits between attempts are ours, not the channel's.
        channel.resetConnectBackoff();
        var subscription =
                Subscribe.newBuilder()
                        .setSubscriber(settings.subscriber())
                        .setResume(
                                CapturePosition.newBuilder()
                                        .setLogId(cursor.logId())
                                        .setOffset(cursor.nextOffset()))
                        .setCreditRecords(settings.creditRecords());
        stream = CaptureStream.open(channel, subscription.build(), events);
    }

    boolean isCurrent(CaptureStream candidate) {
        return stream == candidate;
    }

    void arrived() {
        failures = 0;
    }

    /** Failures in a row, this one included. */
    int failed() {
        return ++failures;
    }

    /** So many records were taken in; more may come. */
    void grant(int recordCount) {
        stream.grant(recordCount);
    }

    /** Gives the stream up when nothing came for too long. Any thread. */
    void watch() {
        CaptureStream current = stream;
        long timeoutMillis = settings.silenceTimeoutMillis();
        if (current != null && current.isSilent(TimeUnit.MILLISECONDS.toNanos(timeoutMillis))) {
            current.cancel("nothing was heard for " + timeoutMillis + " ms");
        }
    }

    /** The gateway has said where it starts, and what is lost of logs of earlier lives. */
    void subscribed(Subscribed subscribed) {
        CapturePosition position = subscribed.getPosition();
        if (cursor.isOfOtherLog(position.getLogId())) {
            metrics.restarts.inc();
            LOG.warn(
                    "Gateway was restarted and has a new capture log: gateway={}, old={}, new={}",
                    split.address(),
                    Long.toUnsignedString(cursor.logId(), 16),
                    Long.toUnsignedString(position.getLogId(), 16));
            cursor.gaps(subscribed).forEach(this::deliverGap);
        }
        cursor.moveTo(position);
    }

    void synced() {
        LOG.info("Capture is read up to now: {}", toSplit());
    }

    boolean hasOutput() {
        return output != null;
    }

    void setOutput(SourceOutput<CaptureRecord> created) {
        output = created;
    }

    /** Emits what is new in the message: nothing, a gap, the record, or both. */
    void deliver(io.forebay.schemas.gateway.v1.CaptureRecord message) {
        CaptureRecord record;
        CaptureRecord gap;
        try {
            record = GatewayMessages.fromProto(message);
            if (cursor.isRepeated(record)) {
                metrics.repeatedRecords.inc();
                return;
            }
            gap = cursor.gapBefore(record);
        } catch (IllegalArgumentException e) {
            skip(message.getOffset(), e);
            return;
        }
        cursor.advance(record);
        if (gap != null) {
            deliverGap(gap);
        }
        if (!(record.getBody() instanceof CaptureGap)) {
            metrics.records.inc();
            output.collect(record);
        }
    }

    private void deliverGap(CaptureRecord gap) {
        var missing = (CaptureGap) gap.getBody();
        long missingCount = missing.getNextOffset() - missing.getFirstOffset();
        metrics.gaps.inc();
        metrics.missingRecords.inc(missingCount);
        LOG.warn(
                "Capture has a gap: gateway={}, firstOffset={}, nextOffset={}, openEnded={}",
                split.address(),
                missing.getFirstOffset(),
                missing.getNextOffset(),
                missing.getOpenEnded());
        output.collect(gap);
    }

    private void skip(long offset, IllegalArgumentException reason) {
        metrics.malformedRecords.inc();
        cursor.skip(offset);
        LOG.warn(
                "Capture record cannot be used and is skipped: gateway={}, {}",
                split.address(),
                reason.getMessage());
    }

    GatewaySplit toSplit() {
        return new GatewaySplit(split.address(), cursor.logId(), cursor.nextOffset());
    }

    String splitId() {
        return split.splitId();
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.cancel("reader no longer needs the capture");
        }
        channel.shutdownNow();
    }
}
