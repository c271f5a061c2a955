package io.forebay.evaluation.prefetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.evaluation.report.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The reference policies against the figures of an independent implementation, which {@code
 * references.csv} holds: trace, buffer blocks, policy, coverage, accuracy, request coverage,
 * traffic.
 */
class ReferenceFiguresTest {
    private static final int POLICIES = 16;

    @Test
    void shouldGiveTheSameFiguresWhenTraceIsVirtualDisk() throws IOException {
        assertSameFigures(SampleTraces.VIRTUAL_DISK, 256);
    }

    @Test
    void shouldGiveTheSameFiguresWhenTraceIsMailServer() throws IOException {
        assertSameFigures(SampleTraces.MAIL_SERVER, 64);
    }

    @Test
    void shouldGiveTheSameFiguresWhenTraceIsWebSearch() throws IOException {
        assertSameFigures(SampleTraces.WEB_SEARCH, 64);
        assertSameFigures(SampleTraces.WEB_SEARCH, 256);
        assertSameFigures(SampleTraces.WEB_SEARCH, 1024);
    }

    @Test
    void shouldGiveTheSameFiguresWhenTraceIsTransactions() throws IOException {
        assertSameFigures(SampleTraces.TRANSACTIONS, 64);
        assertSameFigures(SampleTraces.TRANSACTIONS, 1024);
    }

    private static void assertSameFigures(SampleTraces sample, int bufferBlocks)
            throws IOException {
        var trace = new BlockTrace(sample.read(0));
        Map<String, String> measured = new TreeMap<>();
        Map<String, Supplier<PrefetchRule>> rules = PrefetchEvaluation.references(trace);
        rules.forEach(
                (name, newRule) -> {
                    PrefetchFigures.Policy policy =
                            BufferReplay.run(
                                    name,
                                    trace,
                                    bufferBlocks,
                                    stream -> newRule.get(),
                                    Progress.NONE);
                    measured.put(
                            name,
                            String.format(
                                    Locale.ROOT,
                                    "%.4f,%.4f,%.4f,%.3f",
                                    policy.coverage(),
                                    policy.accuracy(),
                                    policy.requestCoverage(),
                                    policy.traffic()));
                });
        assertThat(measured).hasSize(POLICIES).isEqualTo(expected(sample, bufferBlocks));
    }

    private static Map<String, String> expected(SampleTraces sample, int bufferBlocks)
            throws IOException {
        var figures = new TreeMap<String, String>();
        for (String line : lines()) {
            String[] part = line.split(",", 4);
            if (SampleTraces.ofFile(part[0]) == sample
                    && Integer.parseInt(part[1]) == bufferBlocks) {
                figures.put(part[2], part[3]);
            }
        }
        return figures;
    }

    private static List<String> lines() throws IOException {
        try (var in = ReferenceFiguresTest.class.getResourceAsStream("references.csv")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), US_ASCII).lines().toList();
        }
    }
}
