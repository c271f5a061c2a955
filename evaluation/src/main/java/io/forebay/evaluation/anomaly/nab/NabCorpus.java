package io.forebay.evaluation.anomaly.nab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the benchmark's folder: {@code data/group/file.csv} and, apart from it, the labels. */
final class NabCorpus {
    private static final String HEADER = "timestamp,value";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS]", Locale.ROOT);

    private NabCorpus() {}

    /**
     * All series, by name.
     *
     * @throws IOException when the folder or a file cannot be read or understood
     */
    static List<NabSeries> read(Path directory) throws IOException {
        Path data = directory.resolve("data");
        if (!Files.isDirectory(data)) {
            throw new IOException("no folder data in the benchmark's folder: folder=" + directory);
        }
        List<NabSeries> series = new ArrayList<>();
        for (Path group : sorted(data)) {
            if (Files.isDirectory(group)) {
                for (Path file : sorted(group)) {
                    if (file.toString().endsWith(".csv")) {
                        series.add(
                                readSeries(group.getFileName() + "/" + file.getFileName(), file));
                    }
                }
            }
        }
        if (series.isEmpty()) {
            throw new IOException("no series in the benchmark's folder: folder=" + data);
        }
        return series;
    }

    /** Windows of the labelled series, by their names. Only the scorer may see them. */
    static Map<String, List<NabWindow>> readWindows(Path directory, List<NabSeries> series)
            throws IOException {
        Path file = directory.resolve("labels").resolve("combined_windows.json");
        JsonNode labels = parse(file);
        Map<String, List<NabWindow>> windows = new HashMap<>();
        for (NabSeries one : series) {
            JsonNode limits = labels.get(one.name());
            if (limits == null) {
                throw new IOException(
                        "no labels for a series: file=" + file + ", series=" + one.name());
            }
            List<NabWindow> found = new ArrayList<>();
            for (JsonNode limit : limits) {
                found.add(window(one, limit.path(0).asText(), limit.path(1).asText()));
            }
            windows.put(one.name(), found);
        }
        return windows;
    }

    private static JsonNode parse(Path file) throws IOException {
        try {
            return new ObjectMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON: file=" + file, e);
        }
    }

    private static NabSeries readSeries(String name, Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
            throw new IOException("the first line must be " + HEADER + ": file=" + file);
        }
        List<String> timestamps = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            int comma = line.indexOf(',');
            try {
                timestamps.add(line.substring(0, Math.max(0, comma)));
                values.add(line.substring(comma + 1));
                time(timestamps.get(timestamps.size() - 1));
                Double.parseDouble(values.get(values.size() - 1));
            } catch (DateTimeParseException | NumberFormatException e) {
                throw new IOException(
                        "not a time and a value: file=" + file + ", line=" + (i + 1), e);
            }
        }
        return new NabSeries(name, timestamps, values);
    }

    /**
     * Rows from the first with the start's time to the first with the end's; where no row has the
     * time, the nearest inside.
     */
    private static NabWindow window(NabSeries series, String start, String end) throws IOException {
        LocalDateTime from = time(start);
        LocalDateTime to = time(end);
        int first = -1;
        int last = -1;
        for (int row = 0; row < series.rows(); row++) {
            LocalDateTime now = time(series.timestamps().get(row));
            if (first < 0 && !now.isBefore(from) && !now.isAfter(to)) {
                first = row;
            }
            if (first >= 0 && !now.isAfter(to)) {
                last = row;
            }
            if (first >= 0 && now.equals(to)) {
                break;
            }
        }
        if (first < 0) {
            throw new IOException(
                    "no row in a labelled window: series=" + series.name() + ", start=" + start);
        }
        return new NabWindow(first, last);
    }

    private static LocalDateTime time(String text) {
        return LocalDateTime.parse(text, TIME);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
