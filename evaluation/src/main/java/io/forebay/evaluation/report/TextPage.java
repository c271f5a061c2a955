package io.forebay.evaluation.report;

import java.io.PrintWriter;
import java.util.List;

/** Prints a {@link Page} for a terminal: notes and tables, aligned; no charts. */
public final class TextPage {
    private static final String BETWEEN_COLUMNS = "  ";

    private TextPage() {}

    /** Does not flush. */
    public static void print(Page page, PrintWriter out) {
        out.println(PlainText.clean(page.title()));
        for (Section section : page.sections()) {
            out.println();
            out.println(PlainText.clean(section.title()));
            section.notes().forEach(note -> out.println("  " + PlainText.clean(note)));
            section.tables().forEach(table -> print(table, out));
        }
    }

    private static void print(Table table, PrintWriter out) {
        List<List<String>> lines = table.toText();
        var widths = new int[table.columns().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(line.get(i)));
            }
        }
        out.println();
        for (List<String> line : lines) {
            var text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = line.get(i);
                String padding = " ".repeat(widths[i] - length(cell));
                text.append(BETWEEN_COLUMNS);
                text.append(table.columns().get(i).numeric() ? padding + cell : cell + padding);
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
