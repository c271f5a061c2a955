package io.forebay.connectors;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.SchemaTrust;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Passes on the records that a source read, and puts what it could not use into a side output. No
 * state; task thread only.
 *
 * @param <T> the records
 */
public final class SeparateDeadLetters<T> extends ProcessFunction<Either<T, DeadLetter>, T> {
    private static final long serialVersionUID = 1L;

    static {
        SchemaTrust.install();
    }

    private final OutputTag<DeadLetter> deadLetters;

    /** Puts dead letters under {@code deadLetters}. */
    public SeparateDeadLetters(OutputTag<DeadLetter> deadLetters) {
        this.deadLetters = deadLetters;
    }

    @Override
    public void processElement(Either<T, DeadLetter> either, Context context, Collector<T> out) {
        if (either.isLeft()) {
            out.collect(either.left());
        } else {
            context.output(deadLetters, either.right());
        }
    }
}
