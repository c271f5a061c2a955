package io.forebay.connectors.gateway.sink;

import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Counters of one writer. A command dropped here is counted under the status it would have got. */
final class SinkMetrics {
    private static final String PREFIX = "COMMAND_STATUS_";

    private static final int ANSWER_SAMPLES = 512;

    private final Counter sent;
    private final Counter accepted;
    private final Counter retries;
    private final Histogram answerNanos;
    private final Map<CommandStatus, Counter> dropped = new EnumMap<>(CommandStatus.class);

    SinkMetrics(MetricGroup group) {
        sent = group.counter("commandsSent");
        accepted = group.counter("commandsAccepted");
        retries = group.counter("commandRetries");
        answerNanos =
                group.histogram(
                        "batchAnswerNanos", new DescriptiveStatisticsHistogram(ANSWER_SAMPLES));
        for (CommandStatus status : CommandStatus.values()) {
            boolean isDropped =
                    status != CommandStatus.COMMAND_STATUS_ACCEPTED
                            && status != CommandStatus.COMMAND_STATUS_STALE_EPOCH;
            if (isDropped) {
                String name =
                        status == CommandStatus.UNRECOGNIZED
                                ? status.name()
                                : status.name().substring(PREFIX.length());
                dropped.put(status, group.addGroup("status", name).counter("commandsDropped"));
            }
        }
    }

    void sent(int commandCount) {
        sent.inc(commandCount);
    }

    void answered(long nanos) {
        answerNanos.update(nanos);
    }

    void accepted() {
        accepted.inc();
    }

    void retried(int commandCount) {
        retries.inc(commandCount);
    }

    void dropped(CommandStatus status) {
        dropped.get(status).inc();
    }
}
