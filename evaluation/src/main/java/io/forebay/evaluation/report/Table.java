package io.forebay.evaluation.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Figures in rows.
 *
 * @param columns headings
 * @param rows cells, as many as columns: text, numbers, or null where there is no value
 */
public record Table(List<Column> columns, List<List<Object>> rows) {
    public Table {
        columns = List.copyOf(columns);
        var copy = new ArrayList<List<Object>>(rows.size());
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row needs a cell for each column: columns="
                                + columns.size()
                                + ", cells="
                                + row.size());
            }
            copy.add(Collections.unmodifiableList(new ArrayList<>(row)));
        }
        rows = Collections.unmodifiableList(copy);
    }

    /** Begins a table. */
    public static Builder of(Column... columns) {
        return new Builder(List.of(columns));
    }

    /** The cells as text, heading first. */
    List<List<String>> toText() {
        var lines = new ArrayList<List<String>>(rows.size() + 1);
        lines.add(columns.stream().map(column -> PlainText.clean(column.name())).toList());
        for (List<Object> row : rows) {
            var cells = new ArrayList<String>(row.size());
            for (int i = 0; i < row.size(); i++) {
                cells.add(columns.get(i).format(row.get(i)));
            }
            lines.add(cells);
        }
        return lines;
    }

    /** Gathers rows. One thread. */
    public static final class Builder {
        private final List<Column> columns;
        private final List<List<Object>> rows = new ArrayList<>();

        private Builder(List<Column> columns) {
            this.columns = columns;
        }

        /** Adds a row; a cell is text, a number, or null where there is no value. */
        public Builder row(Object... cells) {
            rows.add(Arrays.asList(cells.clone()));
            return this;
        }

        public Table build() {
            return new Table(columns, rows);
        }
    }
}
