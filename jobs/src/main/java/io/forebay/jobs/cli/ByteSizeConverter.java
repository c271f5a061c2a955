package io.forebay.jobs.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes with or without a unit: {@code 4096}, {@code 64KiB}, {@code 16MiB}. */
final class ByteSizeConverter implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,11})(B|KiB|MiB|GiB)?");
    private static final long MOST_BYTES = 1L << 46;

    @Override
    public Long convert(String text) {
        Matcher size = SIZE.matcher(text);
        if (size.matches()) {
            String unit = size.group(2) == null ? "B" : size.group(2);
            int shift =
                    switch (unit) {
                        case "KiB" -> 10;
                        case "MiB" -> 20;
                        case "GiB" -> 30;
                        default -> 0;
                    };
            long number = Long.parseLong(size.group(1));
            if (number <= MOST_BYTES >> shift) {
                return number << shift;
            }
        }
        throw new TypeConversionException(
                "'" + text + "' is no size from 1 to 64 TiB such as 4096, 64KiB, 16MiB or 1GiB");
    }
}
