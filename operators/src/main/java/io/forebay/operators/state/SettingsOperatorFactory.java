package io.forebay.operators.state;

import io.forebay.operators.OperatorSettings;
import java.io.Serializable;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/**
 * Makes an operator on its task from the settings, which are all that travels there.
 *
 * @param <I> input
 * @param <O> main output
 */
public final class SettingsOperatorFactory<I, O> extends AbstractStreamOperatorFactory<O>
        implements OneInputStreamOperatorFactory<I, O> {
    /** The operator's constructor. */
    @FunctionalInterface
    public interface Constructor<I, O> extends Serializable {
        OneInputStreamOperator<I, O> create(
                StreamOperatorParameters<O> parameters, OperatorSettings settings);
    }

    private static final long serialVersionUID = 1L;

    private final OperatorSettings settings;
    private final Class<? extends OneInputStreamOperator<I, O>> operatorClass;
    private final Constructor<I, O> constructor;

    public SettingsOperatorFactory(
            OperatorSettings settings,
            Class<? extends OneInputStreamOperator<I, O>> operatorClass,
            Constructor<I, O> constructor) {
        this.settings = settings;
        this.operatorClass = operatorClass;
        this.constructor = constructor;
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    // The shape of this method is Flink's.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T extends StreamOperator<O>> T createStreamOperator(
            StreamOperatorParameters<O> parameters) {
        return (T) constructor.create(parameters, settings);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return operatorClass;
    }
}
