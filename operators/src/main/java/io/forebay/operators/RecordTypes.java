package io.forebay.operators;

import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PolicyChange;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.SchemaTrust;
import io.forebay.schemas.TrafficElement;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;

/**
 * Stream types and side outputs of the operators: Avro for every record, so that none needs Kryo.
 */
public final class RecordTypes {
    static {
        SchemaTrust.install();
    }

    public static final TypeInformation<CaptureRecord> CAPTURE = avro(CaptureRecord.class);
    public static final TypeInformation<ControlCommand> COMMAND = avro(ControlCommand.class);
    public static final TypeInformation<AnomalyAlert> ALERT = avro(AnomalyAlert.class);

    public static final TypeInformation<Policy> POLICY = avro(Policy.class);
    public static final TypeInformation<PolicyChange> POLICY_CHANGE = avro(PolicyChange.class);

    /** What a device's alerts are made of: alerts of its functions, news of its clock. */
    public static final TypeInformation<Either<AnomalyAlert, CaptureRecord>> DEVICE_NEWS =
            new EitherTypeInfo<>(ALERT, CAPTURE);

    /** How far the clocks of the devices have come, and what of their captures is lost. */
    public static final OutputTag<CaptureRecord> DEVICE_CLOCK =
            new OutputTag<>("device-clock", CAPTURE);

    /** Input that could not be used. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", avro(DeadLetter.class));

    /** Elements that came when their window had been judged. */
    public static final OutputTag<TrafficElement> LATE_ELEMENTS =
            new OutputTag<>("late-elements", avro(TrafficElement.class));

    /** One for each window and function with elements. */
    public static final OutputTag<DemandForecast> DEMAND_FORECASTS =
            new OutputTag<>("demand-forecasts", avro(DemandForecast.class));

    /** One for each window and function with elements, and for the first silent ones after it. */
    public static final OutputTag<PredictionError> PREDICTION_ERRORS =
            new OutputTag<>("prediction-errors", avro(PredictionError.class));

    private RecordTypes() {}

    private static <T extends SpecificRecordBase & SpecificRecord> TypeInformation<T> avro(
            Class<T> type) {
        return new AvroTypeInfo<>(type);
    }
}
