package io.forebay.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The table of metrics in the documentation. */
final class DocumentedMetrics {
    private static final List<String> COLUMNS =
            List.of("Operator", "Metric", "Type", "Unit", "Meaning");
    private static final Pattern HISTOGRAM_SUFFIX =
            Pattern.compile("_(count|min|max|mean|median|stddev|p\\d+)$");
    private static final Pattern STATUS = Pattern.compile("^status\\.[A-Z_]+\\.");
    private static final Pattern REASON = Pattern.compile("^reason\\.[a-z0-9_]+\\.");

    /** Type of each metric, by its operator as the web UI writes it, and its name. */
    private final Map<String, String> types = new TreeMap<>();

    private DocumentedMetrics() {}

    static DocumentedMetrics read() throws IOException {
        var metrics = new DocumentedMetrics();
        List<String> lines = Files.readAllLines(Documents.path("metrics.md"));
        for (List<String> row : Documents.rows(lines, COLUMNS)) {
            for (String operator : row.get(0).split(", ", -1)) {
                String name = operator.replaceAll("[^A-Za-z0-9]", "_") + "." + plain(row.get(1));
                if (metrics.types.put(name, row.get(2)) != null) {
                    throw new IllegalStateException("metric stands there twice: name=" + name);
                }
            }
        }
        return metrics;
    }

    private static String plain(String code) {
        return code.replace("`", "");
    }

    Set<String> names() {
        return types.keySet();
    }

    Set<String> operators() {
        Set<String> operators = new TreeSet<>();
        types.keySet().forEach(name -> operators.add(name.substring(0, name.indexOf('.'))));
        return operators;
    }

    /**
     * The name under which the table would have a metric: one for the figures of a histogram, one
     * for all statuses, one for all reasons.
     */
    String nameOf(String operator, String metric) {
        String grouped = STATUS.matcher(metric).replaceFirst("status.<STATUS>.");
        String name = operator + "." + REASON.matcher(grouped).replaceFirst("reason.<REASON>.");
        String histogram = HISTOGRAM_SUFFIX.matcher(name).replaceFirst("");
        return "histogram".equals(types.get(histogram)) ? histogram : name;
    }
}
