package io.forebay.evaluation.report;

import java.util.Locale;
import java.util.Objects;

/**
 * A column of a {@link Table}.
 *
 * @param name its heading, with the unit
 * @param numeric whether it holds numbers, which stand flush right
 * @param decimals digits behind the point of its numbers, 0 to 12
 */
public record Column(String name, boolean numeric, int decimals) {
    /** Stands where there is no value. */
    static final String NOTHING = "–";

    private static final int MOST_DECIMALS = 12;

    public Column {
        Objects.requireNonNull(name, "name");
        if (decimals < 0 || decimals > MOST_DECIMALS) {
            throw new IllegalArgumentException(
                    "decimals must be from 0 to " + MOST_DECIMALS + ": decimals=" + decimals);
        }
    }

    public static Column text(String name) {
        return new Column(name, false, 0);
    }

    public static Column number(String name, int decimals) {
        return new Column(name, true, decimals);
    }

    /** A column of whole numbers. */
    public static Column count(String name) {
        return new Column(name, true, 0);
    }

    /** A cell as text; no value and not-a-number give a dash. */
    String format(Object cell) {
        if (cell == null) {
            return NOTHING;
        }
        if (!(cell instanceof Number number) || !numeric) {
            return PlainText.clean(cell.toString());
        }
        double value = number.doubleValue();
        if (Double.isNaN(value)) {
            return NOTHING;
        }
        return decimals == 0 && (number instanceof Long || number instanceof Integer)
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
