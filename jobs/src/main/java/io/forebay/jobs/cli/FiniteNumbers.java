package io.forebay.jobs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;

/** Writes figures that do not exist, such as a mean of nothing, as null: JSON has no NaN. */
final class FiniteNumbers extends StdScalarSerializer<Double> {
    private static final long serialVersionUID = 1;

    private FiniteNumbers() {
        super(Double.class);
    }

    static SimpleModule module() {
        var serializer = new FiniteNumbers();
        return new SimpleModule("finite-numbers")
                .addSerializer(Double.class, serializer)
                .addSerializer(Double.TYPE, serializer);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
            throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeNull();
        }
    }
}
