package io.forebay.jobs.cli;

import io.forebay.jobs.run.Speed;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code max} or a positive number. */
final class SpeedConverter implements ITypeConverter<Speed> {
    @Override
    public Speed convert(String text) {
        if (text.equals("max")) {
            return Speed.MAX;
        }
        try {
            double factor = Double.parseDouble(text);
            if (factor > 0 && factor <= 1e6) {
                return new Speed(factor);
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for everything that is not a speed.
        }
        throw new TypeConversionException(
                "a speed is 'max' or a number above 0 and up to 1e6: " + text);
    }
}
