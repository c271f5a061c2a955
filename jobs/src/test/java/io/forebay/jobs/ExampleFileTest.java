package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.OperatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** The example {@code docs/forebay.yaml} with every comment taken away sets every default. */
class ExampleFileTest {
    @Test
    void shouldSetTheDefaults() throws IOException {
        Map<String, String> set = new TreeMap<>();
        List<String> lines = Files.readAllLines(Documents.path("forebay.yaml"));
        for (String line : lines) {
            boolean isOption = line.startsWith("#") && !line.startsWith("# ");
            if (isOption) {
                int colon = line.indexOf(": ");
                set.put(line.substring(1, colon), line.substring(colon + 2));
            }
        }
        assertThat(set).hasSizeGreaterThan(90);
        set.values().removeIf(value -> value.equals("null"));

        assertThat(OperatorSettings.from(Configuration.fromMap(set)))
                .isEqualTo(OperatorSettings.defaults());
    }
}
