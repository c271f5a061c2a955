package io.forebay.predictor;

import org.apache.flink.ml.param.DoubleParam;
import org.apache.flink.ml.param.IntParam;
import org.apache.flink.ml.param.LongParam;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.WithParams;

/**
 * Hyper-parameters of {@link ForebayModel}, the same as those of {@link PredictorSettings}. Model
 * data fits only the hyper-parameters it was trained with.
 *
 * @param <T> the class that has the parameters
 */
public interface ForebayModelParams<T> extends WithParams<T> {
    LongParam SEED = new LongParam("seed", "Seed of the initial weights.", 1L);

    IntParam COUNTER_SLOTS =
            new IntParam(
                    "counterSlots",
                    "Counters per function, a power of two.",
                    PredictorSettings.defaults().counterSlots(),
                    ParamValidators.inRange(16, 1 << 24));

    IntParam HISTORY_LENGTH =
            new IntParam(
                    "historyLength",
                    "Requests remembered per function, a power of two.",
                    PredictorSettings.defaults().historyLength(),
                    ParamValidators.inRange(16, 1 << 16));

    IntParam RECURRENT_UNITS =
            new IntParam(
                    "recurrentUnits",
                    "Units of the recurrent network; 0 leaves it out.",
                    PredictorSettings.defaults().recurrentUnits(),
                    ParamValidators.inRange(0, 256));

    DoubleParam LEARNING_RATE =
            new DoubleParam(
                    "learningRate",
                    "Learning rate of the recurrent network.",
                    PredictorSettings.defaults().learningRate(),
                    ParamValidators.inRange(0, 1, false, true));

    IntParam REPLAY_REQUESTS =
            new IntParam(
                    "replayRequests",
                    "Remembered requests the network trains on again after each request.",
                    PredictorSettings.defaults().replayRequests(),
                    ParamValidators.inRange(0, 64));

    /**
     * The parameters as settings.
     *
     * @throws IllegalArgumentException when they do not fit together
     */
    default PredictorSettings toSettings() {
        return new PredictorSettings(
                get(SEED),
                get(COUNTER_SLOTS),
                get(HISTORY_LENGTH),
                get(RECURRENT_UNITS),
                get(LEARNING_RATE),
                get(REPLAY_REQUESTS));
    }
}
