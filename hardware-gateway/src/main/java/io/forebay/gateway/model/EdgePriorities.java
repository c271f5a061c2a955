package io.forebay.gateway.model;

import io.forebay.predictor.FunctionBursts;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each element its priority as it arrives, by the newest usable model of the job and counters
 * that follow the traffic here, so that nothing has to wait for a tag. Functions are numbered from
 * 0. Before the first model the counters learn all the same, and nothing is decided.
 *
 * <p>An element allocates nothing. An update decodes some 4 KiB and, of a job with several
 * subtasks, averages their newest. Not thread safe.
 */
public final class EdgePriorities {
    /** Answer of {@link #decide} where there is no model. */
    public static final int UNDECIDED = -1;

    private final boolean isOn;
    private final List<FunctionBursts> functions = new ArrayList<>();
    private final ModelParts models = new ModelParts();
    private long decided;
    private long undecided;
    private long modelsInForce;
    private long modelsRefused;

    /**
     * Makes an edge without model.
     *
     * @param isOn whether elements are decided; models are checked in any case
     */
    public EdgePriorities(boolean isOn) {
        this.isOn = isOn;
    }

    /**
     * Priority of an element that arrives, 0 to 7, or {@link #UNDECIDED}. To be called once for
     * each, in the order of their arrival.
     */
    public int decide(int functionIndex, TrafficElement element) {
        if (!isOn) {
            return UNDECIDED;
        }
        while (functions.size() <= functionIndex) {
            functions.add(new FunctionBursts());
        }
        FunctionBursts function = functions.get(functionIndex);
        function.observe(element);
        EdgeModel model = models.inForce();
        if (model == null) {
            undecided++;
            return UNDECIDED;
        }
        decided++;
        return model.priorityOf(function, element.getLengthBytes());
    }

    /** Puts an update in force if it is newer and can be used; else the model stays. */
    public ModelAnswer offer(ModelUpdate update) {
        ModelAnswer answer = models.offer(update);
        if (answer.isAccepted()) {
            modelsInForce++;
        } else {
            modelsRefused++;
        }
        return answer;
    }

    public EdgeCounts counts() {
        EdgeModel model = models.inForce();
        return new EdgeCounts(
                decided,
                undecided,
                modelsInForce,
                modelsRefused,
                model == null ? 0 : model.trainedRequests());
    }
}
