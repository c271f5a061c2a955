package io.forebay.evaluation.priority;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The figures of an independent implementation of the reference policies, to the nanosecond. */
class ReferencePoliciesTest {
    private static final String FIGURES = "reference-figures.csv";

    @Test
    void shouldReproduceTheReferenceFiguresToTheNanosecond() throws IOException {
        ElementWorkload workload = PublicWorkload.get();
        assertThat(workload.size).isEqualTo(157_121);
        assertThat(workload.burstCount).isEqualTo(57_794);
        Map<Integer, DeviceServer> servers = new HashMap<>();
        for (String line : lines()) {
            String[] cell = line.split(",", -1);
            QueueOrder order = QueueOrder.valueOf(cell[0].toUpperCase(Locale.ROOT));
            int load = Integer.parseInt(cell[1]);
            DeviceServer server =
                    servers.computeIfAbsent(load, key -> new DeviceServer(workload, key));
            QueuePolicy policy = policy(workload, order, cell[2], cell[3].equals("1"));
            PolicyFigures figures = server.serve(policy, order, 0).figures(cell[2]);
            assertThat(figures.sumBctNanos()).as(line).isEqualTo(Long.parseLong(cell[4]));
            double responses = figures.meanResponseMillis() * 1e6 * workload.requestCount;
            assertThat(responses).as(line).isCloseTo(Double.parseDouble(cell[5]), within(1e5));
            assertThat(figures.maxWaitMillis() * 1e6)
                    .as(line)
                    .isCloseTo(Double.parseDouble(cell[6]), within(0.5));
            assertThat(figures.meanSlowdown())
                    .as(line)
                    .isCloseTo(Double.parseDouble(cell[7]), within(6e-5));
        }
    }

    private static QueuePolicy policy(
            ElementWorkload workload, QueueOrder order, String name, boolean eightLevels) {
        return ReferencePolicies.all(workload, order, eightLevels).stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow()
                .maker()
                .get();
    }

    private static List<String> lines() throws IOException {
        try (var in = ReferencePoliciesTest.class.getResourceAsStream(FIGURES)) {
            String text = new String(Objects.requireNonNull(in, FIGURES).readAllBytes(), US_ASCII);
            return text.lines().skip(1).toList();
        }
    }
}
