package io.forebay.operators;

import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups.UnregisteredTaskMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;

/** Metrics of a task with one operator, to be read by name. */
public final class TestMetrics extends UnregisteredTaskMetricGroup {
    private final InterceptingOperatorMetricGroup operator = new InterceptingOperatorMetricGroup();

    @Override
    public InternalOperatorMetricGroup getOrAddOperator(
            OperatorID id, String name, Map<String, String> variables) {
        return operator;
    }

    public Metric metric(String name) {
        Metric metric = operator.get(name);
        if (metric == null) {
            throw new IllegalArgumentException("no such metric: name=" + name);
        }
        return metric;
    }

    public long countOf(String name) {
        return ((Counter) metric(name)).getCount();
    }

    public Object valueOf(String name) {
        return ((Gauge<?>) metric(name)).getValue();
    }
}
