package io.forebay.operators;

import io.forebay.operators.allocation.AllocationOperator;
import io.forebay.operators.anomaly.AnomalyOperator;
import io.forebay.operators.anomaly.DeviceAlertOperator;
import io.forebay.operators.buffer.CircularBufferOperator;
import io.forebay.operators.policy.PolicyFunction;
import io.forebay.operators.state.CachedStateOperator;
import io.forebay.operators.state.PolicyOperatorFactory;
import io.forebay.operators.state.SettingsOperatorFactory;
import io.forebay.operators.validation.ValidationFunction;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.Functions;
import io.forebay.schemas.PolicyChange;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.TrafficElement;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.types.Either;

/**
 * The operators between the sources and the sinks of the job, wired with fixed names and uids. The
 * job sets maximum parallelism, checkpoints and what comes before and after.
 */
public final class ForebayTopology {
    /** Uids in savepoints: they never change. */
    public static final String VALIDATION_UID = "forebay-validation";

    public static final String BUFFER_UID = "forebay-circular-buffer";
    public static final String ALLOCATION_UID = "forebay-allocation";
    public static final String ANOMALY_UID = "forebay-anomaly";
    public static final String POLICIES_UID = "forebay-policies";
    public static final String DEVICE_ALERTS_UID = "forebay-device-alerts";

    /**
     * What comes out.
     *
     * @param commands all of them: the answers and the allocations
     * @param answers tags, prefetches and model updates
     * @param allocations shares of buffer space
     * @param alerts anomalies of functions and devices
     * @param predictionErrors per function and window
     * @param demandForecasts per function and window with elements
     * @param deadLetters input that could not be used
     * @param lateElements elements that came after their window
     */
    public record Streams(
            DataStream<ControlCommand> commands,
            DataStream<ControlCommand> answers,
            DataStream<ControlCommand> allocations,
            DataStream<AnomalyAlert> alerts,
            DataStream<PredictionError> predictionErrors,
            DataStream<DemandForecast> demandForecasts,
            DataStream<DeadLetter> deadLetters,
            DataStream<TrafficElement> lateElements) {
        /** The same with more input that could not be used. */
        public Streams withDeadLetters(DataStream<DeadLetter> more) {
            return new Streams(
                    commands,
                    answers,
                    allocations,
                    alerts,
                    predictionErrors,
                    demandForecasts,
                    deadLetters.union(more),
                    lateElements);
        }
    }

    private final OperatorSettings settings;
    private final Optional<DataStream<PolicyChange>> policies;

    private ForebayTopology(
            OperatorSettings settings, Optional<DataStream<PolicyChange>> policies) {
        this.settings = settings;
        this.policies = policies;
    }

    /**
     * Wires the operators behind a stream of captures with watermarks.
     *
     * @param captures in the order of each function, timestamps of the event time in milliseconds
     * @param origin what dead letters name as their origin
     */
    public static Streams build(
            DataStream<CaptureRecord> captures, String origin, OperatorSettings settings) {
        return new ForebayTopology(settings, Optional.empty()).wire(captures, origin);
    }

    /**
     * The same with policies that change while the job runs.
     *
     * @param changes in the order in which they were made
     */
    public static Streams build(
            DataStream<CaptureRecord> captures,
            String origin,
            OperatorSettings settings,
            DataStream<PolicyChange> changes) {
        SingleOutputStreamOperator<PolicyChange> taken =
                changes.process(new PolicyFunction(settings), RecordTypes.POLICY_CHANGE)
                        .setParallelism(1)
                        .setMaxParallelism(1)
                        .name("Policies")
                        .uid(POLICIES_UID);
        return new ForebayTopology(settings, Optional.of(taken.broadcast()))
                .wire(captures, origin)
                .withDeadLetters(taken.getSideOutput(RecordTypes.DEAD_LETTERS));
    }

    private Streams wire(DataStream<CaptureRecord> captures, String origin) {
        SingleOutputStreamOperator<CaptureRecord> validated =
                captures.process(new ValidationFunction(origin), RecordTypes.CAPTURE)
                        // As many as sources: another number would deal a function's records out to
                        // several subtasks, which do not keep their order.
                        .setParallelism(captures.getParallelism())
                        .setBufferTimeout(captures.getTransformation().getBufferTimeout())
                        .name("Validation")
                        .uid(VALIDATION_UID);
        SingleOutputStreamOperator<ControlCommand> answers =
                transform(
                                validated.keyBy(CaptureRecords::functionId, Types.STRING),
                                "Circular buffer",
                                RecordTypes.COMMAND,
                                CircularBufferOperator.class,
                                CircularBufferOperator::new)
                        .uid(BUFFER_UID);
        DataStream<DemandForecast> forecasts = answers.getSideOutput(RecordTypes.DEMAND_FORECASTS);
        DataStream<PredictionError> errors = answers.getSideOutput(RecordTypes.PREDICTION_ERRORS);
        SingleOutputStreamOperator<ControlCommand> allocations =
                transform(
                                forecasts.keyBy(
                                        forecast -> Functions.deviceOf(forecast.getFunctionId()),
                                        Types.STRING),
                                "Allocation",
                                RecordTypes.COMMAND,
                                AllocationOperator.class,
                                AllocationOperator::new)
                        .uid(ALLOCATION_UID);
        DataStream<AnomalyAlert> alerts =
                alerts(errors, validated.getSideOutput(RecordTypes.DEVICE_CLOCK));
        return new Streams(
                answers.union(allocations),
                answers,
                allocations,
                alerts,
                errors,
                forecasts,
                validated.getSideOutput(RecordTypes.DEAD_LETTERS),
                answers.getSideOutput(RecordTypes.LATE_ELEMENTS));
    }

    private DataStream<AnomalyAlert> alerts(
            DataStream<PredictionError> errors, DataStream<CaptureRecord> clocks) {
        // Each subtask gets the errors of one subtask before it, which have the same keys, and that
        // one's watermarks. Between several, some would be ahead of others, so that a look after
        // silence would see more windows in one run than in the next.
        SingleOutputStreamOperator<AnomalyAlert> ofFunctions =
                transform(
                                DataStreamUtils.reinterpretAsKeyedStream(
                                        errors, PredictionError::getFunctionId, Types.STRING),
                                "Anomaly",
                                RecordTypes.ALERT,
                                AnomalyOperator.class,
                                AnomalyOperator::new)
                        .uid(ANOMALY_UID);
        DataStream<Either<AnomalyAlert, CaptureRecord>> news =
                ofFunctions
                        .map(Either::<AnomalyAlert, CaptureRecord>Left, RecordTypes.DEVICE_NEWS)
                        .name("Function alerts");
        DataStream<Either<AnomalyAlert, CaptureRecord>> clock =
                clocks.union(ofFunctions.getSideOutput(RecordTypes.DEVICE_CLOCK))
                        .map(Either::<AnomalyAlert, CaptureRecord>Right, RecordTypes.DEVICE_NEWS)
                        .name("Device clocks");
        return transform(
                        news.union(clock).keyBy(DeviceAlertOperator::deviceOf, Types.STRING),
                        "Device alerts",
                        RecordTypes.ALERT,
                        DeviceAlertOperator.class,
                        DeviceAlertOperator::new)
                .uid(DEVICE_ALERTS_UID);
    }

    /** With one input, or with the policies as a second one. */
    private <I, O> SingleOutputStreamOperator<O> transform(
            KeyedStream<I, String> input,
            String name,
            TypeInformation<O> type,
            Class<? extends CachedStateOperator<I, O, ?>> operatorClass,
            PolicyOperatorFactory.Constructor<I, O> constructor) {
        return policies.isPresent()
                ? input.connect(policies.get())
                        .transform(
                                name,
                                type,
                                new PolicyOperatorFactory<>(settings, operatorClass, constructor))
                : input.transform(
                        name,
                        type,
                        new SettingsOperatorFactory<>(
                                settings, operatorClass, constructor::create));
    }
}
