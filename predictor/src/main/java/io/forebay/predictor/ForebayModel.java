package io.forebay.predictor;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
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
import org.apache.flink.ml.util.ParamUtils;

/**
 * The predictor as a Flink ML servable: scores requests in any Java process, without Flink's
 * runtime, on the weights of a {@link DeviceModel} snapshot.
 *
 * <p>In, a row per request, the rows of a function in order of time: {@value #FUNCTION_ID} (string,
 * device/function), {@value #OPERATION} (string, a name of {@link Operation}), {@value #ADDRESS}
 * (long, first byte), {@value #LENGTH_BYTES} (long), {@value #EVENT_TIME_NANOS} (long, since the
 * Unix epoch), and optionally {@value #KIND} (string, a name of {@link ElementKind}; BLOCK where
 * the column is missing). Out, two columns more: {@value #BITS} (double), what the model paid for
 * the request, and {@value #REMAINING_BURST_BYTES} (double).
 *
 * <p>Functions keep their state from call to call, and learn as they go; {@link #setModelData}
 * forgets them. One device, one thread.
 */
public final class ForebayModel
        implements ModelServable<ForebayModel>, ForebayModelParams<ForebayModel> {
    public static final String FUNCTION_ID = TrafficRows.FUNCTION_ID;
    public static final String KIND = TrafficRows.KIND;
    public static final String OPERATION = TrafficRows.OPERATION;
    public static final String ADDRESS = TrafficRows.ADDRESS;
    public static final String LENGTH_BYTES = TrafficRows.LENGTH_BYTES;
    public static final String EVENT_TIME_NANOS = TrafficRows.EVENT_TIME_NANOS;
    public static final String BITS = "bits";
    public static final String REMAINING_BURST_BYTES = "remainingBurstBytes";

    private final Map<Param<?>, Object> paramMap = new HashMap<>();
    private final Map<String, FunctionModel> functions = new HashMap<>();
    private DeviceModel device;

    public ForebayModel() {
        ParamUtils.initializeMapWithDefaultValues(paramMap, this);
    }

    /**
     * Takes the weights from a snapshot of {@link DeviceModel#toBytes}, which must have been made
     * with this model's parameters. Reads the stream to its end and does not close it.
     *
     * @param modelData one stream
     * @throws IllegalArgumentException when there is not exactly one stream, or the snapshot does
     *     not fit
     */
    @Override
    public ForebayModel setModelData(InputStream... modelData) throws IOException {
        if (modelData.length != 1) {
            throw new IllegalArgumentException(
                    "model data is one snapshot: streams=" + modelData.length);
        }
        device = DeviceModel.fromBytes(toSettings(), modelData[0].readAllBytes());
        functions.clear();
        return this;
    }

    /**
     * Scores requests and learns from them. Without model data, from untrained weights.
     *
     * @throws IllegalArgumentException when a column is missing or of another type, or a name is
     *     unknown
     */
    @Override
    public DataFrame transform(DataFrame input) {
        List<TrafficElement> elements = TrafficRows.elementsOf(input);
        var bits = new ArrayList<Double>(elements.size());
        var remaining = new ArrayList<Double>(elements.size());
        var score = new PredictionScore();
        for (TrafficElement element : elements) {
            FunctionModel function = functionOf(element.getFunctionId());
            function.observe(element, score);
            bits.add(score.totalBits());
            remaining.add(function.remainingBurstBytes());
        }
        input.addColumn(BITS, DataTypes.DOUBLE, bits);
        input.addColumn(REMAINING_BURST_BYTES, DataTypes.DOUBLE, remaining);
        return input;
    }

    private FunctionModel functionOf(String functionId) {
        if (device == null) {
            device = DeviceModel.create(toSettings());
        }
        return functions.computeIfAbsent(functionId, id -> device.newFunction());
    }

    @Override
    public Map<Param<?>, Object> getParamMap() {
        return paramMap;
    }
}
