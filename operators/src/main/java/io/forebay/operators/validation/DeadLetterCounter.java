package io.forebay.operators.validation;

import io.forebay.operators.RecordTypes;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.DeadLetterReasons;
import io.forebay.schemas.SchemaTrust;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes dead letters on and counts them by reason, wherever in the job they come from. The log
 * gets the first, second, fourth, eighth … of each reason. No state; task thread only.
 */
public final class DeadLetterCounter extends RichMapFunction<DeadLetter, DeadLetter> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterCounter.class);
    private static final int MAX_REASONS = 32;
    private static final String OTHER = "other";

    static {
        SchemaTrust.install();
    }

    private static final String UID = "forebay-dead-letters";

    private transient MetricGroup metrics;
    private transient Map<String, Counter> byReason;

    /** Counts a stream of dead letters; once in a job. */
    public static SingleOutputStreamOperator<DeadLetter> count(DataStream<DeadLetter> deadLetters) {
        return deadLetters
                .map(new DeadLetterCounter(), RecordTypes.DEAD_LETTERS.getTypeInfo())
                .name("Dead letters")
                .uid(UID);
    }

    @Override
    public void open(OpenContext context) {
        metrics = getRuntimeContext().getMetricGroup();
        byReason = new HashMap<>();
        // There from the start, so that who watches sees a 0 and not nothing.
        byReason.put(OTHER, metrics.addGroup("reason", OTHER).counter("deadLetters"));
    }

    @Override
    public DeadLetter map(DeadLetter letter) {
        Counter count = counter(DeadLetterReasons.groupOf(letter.getReason()));
        count.inc();
        if (Long.bitCount(count.getCount()) == 1) {
            LOG.warn(
                    "Input cannot be used ({} of this kind so far): origin={}, {}={}, {}",
                    count.getCount(),
                    letter.getOrigin(),
                    letter.getPositionUnit(),
                    letter.getPosition(),
                    letter.getReason());
        }
        return letter;
    }

    private Counter counter(String reason) {
        Counter known = byReason.get(reason);
        if (known != null) {
            return known;
        }
        String label = byReason.size() < MAX_REASONS ? labelOf(reason) : OTHER;
        return byReason.computeIfAbsent(
                label.equals(OTHER) ? OTHER : reason,
                key -> metrics.addGroup("reason", label).counter("deadLetters"));
    }

    /** The reason as a label: lower-case words with underscores between them. */
    private static String labelOf(String reason) {
        String label = reason.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return label.isEmpty() ? OTHER : label;
    }
}
