package io.forebay.jobs.cli;

import io.forebay.traces.TraceFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a trace format by its label. */
final class TraceFormatConverter implements ITypeConverter<TraceFormat> {
    @Override
    public TraceFormat convert(String label) {
        try {
            return TraceFormat.parse(label);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
