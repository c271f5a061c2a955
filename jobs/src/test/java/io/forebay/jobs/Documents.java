package io.forebay.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The project's documents, which tests hold to what the code says. */
final class Documents {
    private Documents() {}

    /** A document in {@code docs}; tests run in the folder of their module. */
    static Path path(String name) {
        return Path.of("..", "docs", name);
    }

    /** Cells of the body rows of every Markdown table with these columns. */
    static List<List<String>> rows(List<String> lines, List<String> columns) {
        List<List<String>> rows = new ArrayList<>();
        boolean isInside = false;
        for (String line : lines) {
            List<String> cells = cells(line);
            if (cells.equals(columns)) {
                isInside = true;
            } else if (cells.isEmpty()) {
                isInside = false;
            } else if (isInside && !cells.get(0).startsWith("---")) {
                rows.add(cells);
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        if (!line.startsWith("|") || !line.endsWith("|")) {
            return List.of();
        }
        return Arrays.stream(line.substring(1, line.length() - 1).split("(?<!\\\\)\\|", -1))
                .map(String::strip)
                .toList();
    }
}
