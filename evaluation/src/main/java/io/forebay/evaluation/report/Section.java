package io.forebay.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A part of a {@link Page}.
 *
 * @param title its heading
 * @param notes sentences under the heading: what the figures mean
 * @param tables its figures
 * @param charts its pictures, which only pages for browsers show
 */
public record Section(String title, List<String> notes, List<Table> tables, List<Chart> charts) {
    public Section {
        Objects.requireNonNull(title, "title");
        notes = List.copyOf(notes);
        tables = List.copyOf(tables);
        charts = List.copyOf(charts);
    }

    /** Begins a section. */
    public static Builder of(String title) {
        return new Builder(title);
    }

    /** Gathers what stands in a section. One thread. */
    public static final class Builder {
        private final String title;
        private final List<String> notes = new ArrayList<>();
        private final List<Table> tables = new ArrayList<>();
        private final List<Chart> charts = new ArrayList<>();

        private Builder(String title) {
            this.title = title;
        }

        public Builder note(String note) {
            notes.add(note);
            return this;
        }

        public Builder table(Table table) {
            tables.add(table);
            return this;
        }

        public Builder chart(Chart chart) {
            charts.add(chart);
            return this;
        }

        public Section build() {
            return new Section(title, notes, tables, charts);
        }
    }
}
