package io.forebay.connectors.gateway.faults;

import io.forebay.connectors.FakeReaderContext;
import io.forebay.connectors.gateway.source.GatewaySource;
import io.forebay.connectors.gateway.source.GatewaySourceOptions;
import io.forebay.connectors.gateway.source.split.GatewaySplit;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.TrafficElement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;

/** The source of a job, run as a task runs it: what a job sees of a capture. */
final class CaptureThread implements AutoCloseable {
    private final List<CaptureRecord> records = new CopyOnWriteArrayList<>();
    private final FakeReaderContext context = new FakeReaderContext();
    private final SourceReader<CaptureRecord, GatewaySplit> reader;
    private final Thread thread = new Thread(this::run, "capture");
    private volatile Exception failure;
    private volatile boolean ended;

    private CaptureThread(String address, Duration silenceTimeout) throws Exception {
        var config = new Configuration();
        config.set(GatewaySourceOptions.SILENCE_TIMEOUT, silenceTimeout);
        config.set(GatewaySourceOptions.RECONNECT_INITIAL_BACKOFF, Duration.ofMillis(10));
        config.set(GatewaySourceOptions.RECONNECT_MAX_BACKOFF, Duration.ofMillis(100));
        config.set(GatewaySourceOptions.MAX_RECONNECTS, 100_000);
        config.set(GatewaySourceOptions.CREDIT_RECORDS, 256);
        GatewaySource source =
                GatewaySource.builder().addGateway(address).configure(config).build();
        reader = source.createReader(context);
        reader.start();
        reader.addSplits(
                List.of(
                        GatewaySplit.start(
                                io.forebay.connectors.gateway.GatewayAddress.parse(address))));
        reader.notifyNoMoreSplits();
        thread.setDaemon(true);
        thread.start();
    }

    static CaptureThread read(String address) throws Exception {
        return new CaptureThread(address, Duration.ofMinutes(10));
    }

    static CaptureThread read(String address, Duration silenceTimeout) throws Exception {
        return new CaptureThread(address, silenceTimeout);
    }

    private void run() {
        var output = new Output();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                reader.isAvailable().get();
                if (reader.pollNext(output) == InputStatus.END_OF_INPUT) {
                    ended = true;
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failure = e;
        }
    }

    /** What has come so far. */
    List<CaptureRecord> records() {
        return records;
    }

    int count() {
        return records.size();
    }

    List<TrafficElement> elements() {
        return elements(records);
    }

    static List<TrafficElement> elements(List<CaptureRecord> records) {
        return records.stream()
                .map(CaptureRecord::getBody)
                .filter(TrafficElement.class::isInstance)
                .map(TrafficElement.class::cast)
                .toList();
    }

    List<CaptureGap> gaps() {
        return records.stream()
                .map(CaptureRecord::getBody)
                .filter(CaptureGap.class::isInstance)
                .map(CaptureGap.class::cast)
                .toList();
    }

    /** How often a stream was opened anew. */
    long reconnects() {
        return context.metricGroup().count("captureReconnects");
    }

    /** Whether the capture has ended; fails when the reader has. */
    boolean isEnded() {
        if (failure != null) {
            throw new AssertionError("the source failed", failure);
        }
        return ended;
    }

    @Override
    public void close() throws Exception {
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(10));
        reader.close();
    }

    private final class Output implements ReaderOutput<CaptureRecord> {
        @Override
        public void collect(CaptureRecord record) {
            records.add(record);
        }

        @Override
        public void collect(CaptureRecord record, long timestamp) {
            records.add(record);
        }

        @Override
        public void emitWatermark(org.apache.flink.api.common.eventtime.Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<CaptureRecord> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}
    }
}
