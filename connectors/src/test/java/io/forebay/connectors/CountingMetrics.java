package io.forebay.connectors;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A metric group whose counters can be read, by name with the groups before it. */
public final class CountingMetrics extends UnregisteredMetricsGroup
        implements SourceReaderMetricGroup, SinkWriterMetricGroup {
    private final Map<String, Counter> counters;
    private final String prefix;

    public CountingMetrics() {
        this(new ConcurrentHashMap<>(), "");
    }

    private CountingMetrics(Map<String, Counter> counters, String prefix) {
        this.counters = counters;
        this.prefix = prefix;
    }

    public long count(String name) {
        return counters.get(name).getCount();
    }

    @Override
    public Counter counter(String name) {
        return counters.computeIfAbsent(prefix + name, key -> new SimpleCounter());
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
        return new CountingMetrics(counters, prefix + key + "." + value + ".");
    }

    @Override
    public OperatorIOMetricGroup getIOMetricGroup() {
        return UnregisteredMetricsGroup.createOperatorIOMetricGroup();
    }

    @Override
    public Counter getNumRecordsInErrorsCounter() {
        return counter("numRecordsInErrors");
    }

    @Override
    public void setPendingBytesGauge(Gauge<Long> gauge) {}

    @Override
    public void setPendingRecordsGauge(Gauge<Long> gauge) {}

    @Override
    @SuppressWarnings("deprecation")
    public Counter getNumRecordsOutErrorsCounter() {
        return counter("numRecordsOutErrors");
    }

    @Override
    public Counter getNumRecordsSendErrorsCounter() {
        return counter("numRecordsSendErrors");
    }

    @Override
    public Counter getNumRecordsSendCounter() {
        return counter("numRecordsSend");
    }

    @Override
    public Counter getNumBytesSendCounter() {
        return counter("numBytesSend");
    }

    @Override
    public void setCurrentSendTimeGauge(Gauge<Long> gauge) {}
}
