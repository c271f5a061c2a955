package io.forebay.predictor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Figures of an independent implementation; gru_golden.py beside them wrote them. */
final class GoldenFigures {
    private static final Pattern COMMA = Pattern.compile(",");

    private GoldenFigures() {}

    static List<double[]> rows(String name) {
        try (var in = GoldenFigures.class.getResourceAsStream(name)) {
            String text = new String(Objects.requireNonNull(in, name).readAllBytes(), US_ASCII);
            return text.lines()
                    .map(line -> COMMA.splitAsStream(line))
                    .map(cells -> cells.mapToDouble(Double::parseDouble).toArray())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
