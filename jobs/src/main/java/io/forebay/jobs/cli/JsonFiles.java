package io.forebay.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;

/** Writes reports as JSON: whole or not at all. */
public final class JsonFiles {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .addModule(FiniteNumbers.module())
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();

    private JsonFiles() {}

    /** Writes a report as JSON to a file. */
    public static void write(Path file, Object report) throws IOException {
        WholeFiles.write(file, MAPPER.writeValueAsBytes(report));
    }

    /** The report as JSON text. */
    public static String toJson(Object report) throws IOException {
        return MAPPER.writeValueAsString(report);
    }
}
