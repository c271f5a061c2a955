package io.forebay.jobs.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.api.common.accumulators.LongMinimum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Passes records on and tells, in accumulators of the job, when the first one came and when the
 * last one was through, on the wall and in CPU time of the whole process. Made for a job in this
 * process without checkpoints: a task then ends when its input does. Task thread only.
 */
final class ThroughputProbe<T> extends RichMapFunction<T, T> {
    private static final long serialVersionUID = 1L;

    /** What is counted; travels with the job graph. */
    interface Filter<T> extends Predicate<T>, Serializable {}

    private static final String COUNT = " count";
    private static final String FIRST_NANOS = " first nanos";
    private static final String LAST_NANOS = " last nanos";
    private static final String FIRST_CPU_NANOS = " first CPU nanos";
    private static final String LAST_CPU_NANOS = " last CPU nanos";

    private final String name;
    private final Filter<T> counted;
    private transient long count;

    ThroughputProbe(String name, Filter<T> counted) {
        this.name = name;
        this.counted = counted;
    }

    @Override
    public void open(OpenContext context) {
        getRuntimeContext().addAccumulator(name + COUNT, new LongCounter());
        getRuntimeContext().addAccumulator(name + FIRST_NANOS, new LongMinimum());
        getRuntimeContext().addAccumulator(name + LAST_NANOS, new LongMaximum());
        getRuntimeContext().addAccumulator(name + FIRST_CPU_NANOS, new LongMinimum());
        getRuntimeContext().addAccumulator(name + LAST_CPU_NANOS, new LongMaximum());
    }

    @Override
    public T map(T value) {
        if (counted.test(value)) {
            if (count == 0) {
                add(FIRST_NANOS, System.nanoTime());
                add(FIRST_CPU_NANOS, processCpuNanos());
            }
            count++;
        }
        return value;
    }

    @Override
    public void close() {
        add(COUNT, count);
        add(LAST_NANOS, System.nanoTime());
        add(LAST_CPU_NANOS, processCpuNanos());
    }

    private void add(String what, long value) {
        getRuntimeContext().<Long, Long>getAccumulator(name + what).add(value);
    }

    private static long processCpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    static long count(String name, Map<String, Object> accumulators) {
        return value(name, COUNT, accumulators);
    }

    /** From the first record at one probe to the last at another. */
    static long wallNanos(String from, String to, Map<String, Object> accumulators) {
        return value(to, LAST_NANOS, accumulators) - value(from, FIRST_NANOS, accumulators);
    }

    /** The same in CPU time of the process. */
    static long cpuNanos(String from, String to, Map<String, Object> accumulators) {
        return value(to, LAST_CPU_NANOS, accumulators) - value(from, FIRST_CPU_NANOS, accumulators);
    }

    private static long value(String name, String what, Map<String, Object> accumulators) {
        return (Long) accumulators.get(name + what);
    }
}
