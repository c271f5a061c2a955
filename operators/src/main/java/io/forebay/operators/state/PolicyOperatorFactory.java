package io.forebay.operators.state;

import io.forebay.operators.OperatorSettings;
import io.forebay.schemas.PolicyChange;
import java.io.Serializable;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/**
 * Makes an operator that takes policies on its second input, which is broadcast.
 *
 * @param <I> first input
 * @param <O> main output
 */
public final class PolicyOperatorFactory<I, O> extends AbstractStreamOperatorFactory<O>
        implements TwoInputStreamOperatorFactory<I, PolicyChange, O> {
    /** The operator's constructor. */
    @FunctionalInterface
    public interface Constructor<I, O> extends Serializable {
        CachedStateOperator<I, O, ?> create(
                StreamOperatorParameters<O> parameters, OperatorSettings settings);
    }

    private static final long serialVersionUID = 1L;

    private final OperatorSettings settings;
    private final Class<? extends StreamOperator<O>> operatorClass;
    private final Constructor<I, O> constructor;

    public PolicyOperatorFactory(
            OperatorSettings settings,
            Class<? extends StreamOperator<O>> operatorClass,
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
        CachedStateOperator<I, O, ?> operator = constructor.create(parameters, settings);
        operator.takePolicies();
        return (T) operator;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return operatorClass;
    }
}
