package io.forebay.gateway.model;

import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.BurstWeights;
import io.forebay.predictor.FunctionBursts;
import io.forebay.predictor.TrafficRows;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.priority.PriorityModelSnapshot;
import io.forebay.shaping.priority.PriorityPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.ModelServable;
import org.apache.flink.ml.servable.types.DataTypes;

/**
 * The part of the job's model that gives an element its priority where it arrives, as a Flink ML
 * servable: weights and levels are the job's and do not change here, the counters they mix are the
 * functions' own. It runs the burst head alone, which is all that a priority needs.
 *
 * <p>As a servable: in, rows of {@link TrafficRows}, those of a function in order of time; out, two
 * columns more: {@value #PRIORITY} (int, 0 to 7) and {@value #REMAINING_BURST_BYTES} (double, the
 * element's own bytes included). Functions keep their counters from call to call. One thread.
 */
public final class EdgeModel implements ModelServable<EdgeModel> {
    public static final String PRIORITY = "priority";
    public static final String REMAINING_BURST_BYTES = "remainingBurstBytes";

    private final Map<Param<?>, Object> paramMap = new HashMap<>();
    private final Map<String, FunctionBursts> functions = new HashMap<>();
    private final BurstEstimate later = new BurstEstimate();
    private long trainedRequests;
    private BurstWeights weights;
    private PriorityPolicy levels;

    /** A model without data; it can be asked nothing before {@link #setModelData}. */
    public EdgeModel() {}

    private EdgeModel(long trainedRequests, BurstWeights weights, PriorityPolicy levels) {
        this.trainedRequests = trainedRequests;
        this.weights = weights;
        this.levels = levels;
    }

    /**
     * Takes weights and levels from snapshots of {@link PriorityModelSnapshot}, one of each subtask
     * of the job; those of several are averaged. Reads at most {@link
     * PriorityModelSnapshot#MAX_BYTES} and one byte of each stream and closes none. Where it fails
     * the model stays as it was.
     *
     * @throws IllegalArgumentException when there is no stream, or a snapshot cannot be used
     */
    @Override
    public EdgeModel setModelData(InputStream... modelData) throws IOException {
        List<EdgeModel> parts = new ArrayList<>();
        for (InputStream stream : modelData) {
            var part =
                    PriorityModelSnapshot.fromBytes(
                            stream.readNBytes(PriorityModelSnapshot.MAX_BYTES + 1));
            parts.add(new EdgeModel(part.trainedRequests(), part.weights(), part.levels()));
        }
        EdgeModel loaded = average(parts);
        trainedRequests = loaded.trainedRequests;
        weights = loaded.weights;
        levels = loaded.levels;
        functions.clear();
        return this;
    }

    /**
     * What models trained apart know together: weights averaged by the requests they were trained
     * on, levels from what all of them counted.
     *
     * @throws IllegalArgumentException when there is none
     */
    static EdgeModel average(List<EdgeModel> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        long[] trained = parts.stream().mapToLong(part -> part.trainedRequests).toArray();
        long total = 0;
        for (long requests : trained) {
            total = total + requests < 0 ? Long.MAX_VALUE : total + requests;
        }
        return new EdgeModel(
                total,
                BurstWeights.average(parts.stream().map(part -> part.weights).toList(), trained),
                PriorityPolicy.merged(parts.stream().map(part -> part.levels).toList()));
    }

    /** Requests the weights were trained on, by all subtasks together. */
    public long trainedRequests() {
        return trainedRequests;
    }

    /**
     * Priority, 0 to 7, of the element that a function's counters saw last. Allocates nothing.
     *
     * @param lengthBytes its own
     */
    public int priorityOf(FunctionBursts function, long lengthBytes) {
        function.remainingBurst(weights, later);
        return levels.levelOf(later, lengthBytes);
    }

    /** Bytes expected after the element of the last {@link #priorityOf}, in its burst. */
    double laterBytes() {
        return later.meanBytes();
    }

    /**
     * Gives elements their priorities.
     *
     * @throws IllegalArgumentException when a column is missing or of another type, or a name is
     *     unknown
     * @throws IllegalStateException when no data was set
     */
    @Override
    public DataFrame transform(DataFrame input) {
        if (weights == null) {
            throw new IllegalStateException("the model has no data");
        }
        var priorities = new ArrayList<Integer>();
        var remaining = new ArrayList<Double>();
        for (TrafficElement element : TrafficRows.elementsOf(input)) {
            FunctionBursts function =
                    functions.computeIfAbsent(element.getFunctionId(), id -> new FunctionBursts());
            function.observe(element);
            priorities.add(priorityOf(function, element.getLengthBytes()));
            remaining.add(laterBytes() + element.getLengthBytes());
        }
        input.addColumn(PRIORITY, DataTypes.INT, priorities);
        input.addColumn(REMAINING_BURST_BYTES, DataTypes.DOUBLE, remaining);
        return input;
    }

    @Override
    public Map<Param<?>, Object> getParamMap() {
        return paramMap;
    }
}
