package io.forebay.evaluation.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Locale;

/** Formats numbers with two digits that count, such as 320,000 or 0.0032. */
final class RoundedFormat extends NumberFormat {
    private static final long serialVersionUID = 1;
    private static final MathContext TWO_DIGITS = new MathContext(2);

    private final DecimalFormat plain =
            new DecimalFormat("#,##0.############", DecimalFormatSymbols.getInstance(Locale.ROOT));

    @Override
    public StringBuffer format(double number, StringBuffer out, FieldPosition position) {
        return Double.isFinite(number)
                ? plain.format(new BigDecimal(number).round(TWO_DIGITS), out, position)
                : plain.format(number, out, position);
    }

    @Override
    public StringBuffer format(long number, StringBuffer out, FieldPosition position) {
        return format((double) number, out, position);
    }

    @Override
    public Number parse(String text, ParsePosition position) {
        return plain.parse(text, position);
    }
}
