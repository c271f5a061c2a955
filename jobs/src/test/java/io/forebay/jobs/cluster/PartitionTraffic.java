package io.forebay.jobs.cluster;

import io.forebay.connectors.trace.TraceCapture;
import io.forebay.connectors.trace.TraceFile;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Traffic of one device that is written to one partition, some hundred elements a second. */
final class PartitionTraffic {
    private static final String WORKLOAD = "interleaved";
    private static final long SEED = 7;

    /** Thins the workload out. */
    private static final double STRETCH = 4;

    private static final double NANOS_PER_SECOND = 1e9;

    private PartitionTraffic() {}

    /**
     * Records of a device in order.
     *
     * @param seconds of event time at which the workload ends
     * @param toSeconds moves the time of an element, in seconds since the start
     */
    static List<CaptureRecord> of(String device, long seconds, DoubleUnaryOperator toSeconds)
            throws IOException {
        List<CaptureRecord> records = new ArrayList<>();
        try (TraceCapture capture =
                TraceCapture.open(
                        new TraceFile(WORKLOAD, TraceFormat.MQSIM, device),
                        (file, deadLetters) -> SyntheticWorkloads.open(WORKLOAD, device, SEED))) {
            while (true) {
                CaptureRecord record = capture.peek().left();
                capture.remove();
                var element = (TrafficElement) record.getBody();
                double at = element.getEventTimeNanos() / NANOS_PER_SECOND * STRETCH;
                if (at >= seconds) {
                    return records;
                }
                long nanos = Math.round(toSeconds.applyAsDouble(at) * NANOS_PER_SECOND);
                element.setEventTimeNanos(ClusterBed.START_NANOS + nanos);
                records.add(record);
            }
        }
    }

    /** Those that happen in a span of seconds since the start. */
    static List<CaptureRecord> between(List<CaptureRecord> records, long from, long to) {
        return records.stream()
                .filter(record -> timeNanos(record) >= nanosAt(from))
                .filter(record -> timeNanos(record) < nanosAt(to))
                .toList();
    }

    private static long timeNanos(CaptureRecord record) {
        return ((TrafficElement) record.getBody()).getEventTimeNanos();
    }

    private static long nanosAt(long seconds) {
        return ClusterBed.START_NANOS + Duration.ofSeconds(seconds).toNanos();
    }

    /** A record as it stands in the topic. */
    static byte[] bytesOf(CaptureRecord record) throws IOException {
        ByteBuffer bytes = CaptureRecord.getEncoder().encode(record);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
