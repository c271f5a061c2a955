package io.forebay.predictor;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.Row;
import org.apache.flink.ml.servable.types.BasicType;
import org.apache.flink.ml.servable.types.ScalarType;

/**
 * Traffic elements as rows of a Flink ML data frame, the input of Forebay's servables: {@value
 * #FUNCTION_ID} (string, device/function), {@value #OPERATION} (string, a name of {@link
 * Operation}), {@value #ADDRESS} (long, first byte), {@value #LENGTH_BYTES} (long), {@value
 * #EVENT_TIME_NANOS} (long, since the Unix epoch), and optionally {@value #KIND} (string, a name of
 * {@link ElementKind}; BLOCK where the column is missing). Stateless; any thread.
 */
public final class TrafficRows {
    public static final String FUNCTION_ID = "functionId";
    public static final String KIND = "kind";
    public static final String OPERATION = "operation";
    public static final String ADDRESS = "address";
    public static final String LENGTH_BYTES = "lengthBytes";
    public static final String EVENT_TIME_NANOS = "eventTimeNanos";

    private TrafficRows() {}

    /**
     * The elements of the rows, in order.
     *
     * @throws IllegalArgumentException when a column is missing or of another type, or a name is
     *     unknown
     */
    public static List<TrafficElement> elementsOf(DataFrame input) {
        int functionId = column(input, FUNCTION_ID, BasicType.STRING);
        int operation = column(input, OPERATION, BasicType.STRING);
        int address = column(input, ADDRESS, BasicType.LONG);
        int lengthBytes = column(input, LENGTH_BYTES, BasicType.LONG);
        int eventTimeNanos = column(input, EVENT_TIME_NANOS, BasicType.LONG);
        boolean hasKind = input.getColumnNames().contains(KIND);
        int kind = hasKind ? column(input, KIND, BasicType.STRING) : -1;
        var elements = new ArrayList<TrafficElement>();
        for (Row row : input.collect()) {
            var element = new TrafficElement();
            element.setFunctionId(row.getAs(functionId));
            element.setKind(
                    hasKind ? ElementKind.valueOf(row.<String>getAs(kind)) : ElementKind.BLOCK);
            element.setOperation(Operation.valueOf(row.<String>getAs(operation)));
            element.setAddress(row.<Long>getAs(address));
            element.setLengthBytes(row.<Long>getAs(lengthBytes));
            element.setEventTimeNanos(row.<Long>getAs(eventTimeNanos));
            elements.add(element);
        }
        return elements;
    }

    private static int column(DataFrame input, String name, BasicType type) {
        int index = input.getColumnNames().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "column is missing: name=" + name + ", columns=" + input.getColumnNames());
        }
        if (!(input.getDataType(name) instanceof ScalarType scalar)
                || scalar.getElementType() != type) {
            throw new IllegalArgumentException(
                    "column has another type: name=" + name + ", expected=" + type);
        }
        return index;
    }
}
