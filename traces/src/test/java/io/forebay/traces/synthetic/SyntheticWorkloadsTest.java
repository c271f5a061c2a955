package io.forebay.traces.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.DurationLimitedTraceReader;
import io.forebay.traces.LimitedTraceReader;
import io.forebay.traces.TraceReader;
import io.forebay.traces.TraceSummarizer;
import io.forebay.traces.TraceSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyntheticWorkloadsTest {
    private static final long SECOND = 1_000_000_000;

    static Set<String> names() {
        return SyntheticWorkloads.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldGiveSameElementsWhenSeedIsSame(String name) throws IOException {
        assertThat(elements(name, 7, 20_000)).isEqualTo(elements(name, 7, 20_000));
        assertThat(elements(name, 7, 2_000)).isNotEqualTo(elements(name, 8, 2_000));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldGiveValidElementsInTimeOrderWithoutHolesInSequence(String name) throws IOException {
        Map<String, Long> nextSequence = new HashMap<>();
        long previous = 0;
        for (TrafficElement element : elements(name, 42, 200_000)) {
            String functionId = element.getFunctionId();
            long sequence = nextSequence.merge(functionId, 1L, Long::sum) - 1;
            boolean isGood =
                    ElementRules.violation(element) == null
                            && element.getEventTimeNanos() >= previous
                            && element.getSequence() == sequence;
            assertThat(isGood).as("%s after %s", element, previous).isTrue();
            previous = element.getEventTimeNanos();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldBeginAtTimeZero(String name) throws IOException {
        assertThat(elements(name, 1, 1).get(0).getEventTimeNanos()).isZero();
    }

    @Test
    void shouldMixKindsAndFunctionsAtThousandsOfElementsASecond() throws IOException {
        TraceSummary summary = summary("mixed", Duration.ofSeconds(60));
        assertThat(summary.functions()).hasSize(10);
        assertThat(summary.elements() / 60).isBetween(3_000L, 6_000L);
        assertThat(summary.operations())
                .containsKeys(
                        Operation.READ,
                        Operation.WRITE,
                        Operation.FLUSH,
                        Operation.FRAME,
                        Operation.COMPLETION_WITH_DATA);
        assertThat(summary.functions().values())
                .allSatisfy(function -> assertThat(function.elements()).isGreaterThan(60 * 50));
        long otherKinds =
                summary.functions().get("dev/ethernet").elements()
                        + summary.functions().get("dev/tlp").elements();
        assertThat(otherKinds).isLessThan(summary.elements() / 2);
    }

    @Test
    void shouldBeSequentialInLongRunsWhenWorkloadIsSequential() throws IOException {
        assertThat(summary("sequential", Duration.ofSeconds(60)).sequentialShare())
                .isGreaterThan(0.99);
        assertThat(summary("zipf", Duration.ofSeconds(60)).sequentialShare()).isLessThan(0.1);
    }

    @Test
    void shouldFallSilentForSecondsWhenWorkloadIsSilence() throws IOException {
        long longestGap = 0;
        long previous = 0;
        for (TrafficElement element : elementsFor("silence", Duration.ofSeconds(70))) {
            longestGap = Math.max(longestGap, element.getEventTimeNanos() - previous);
            previous = element.getEventTimeNanos();
        }
        assertThat(longestGap).isBetween(8 * SECOND, 8 * SECOND + SECOND / 10);
    }

    @Test
    void shouldScanRandomAddressesForTwoSecondsEveryFortyWhenMixed() throws IOException {
        long[] perSecond = new long[60];
        for (TrafficElement element : elementsFor("mixed", Duration.ofSeconds(60))) {
            if (element.getFunctionId().equals("dev/zipf")) {
                perSecond[(int) (element.getEventTimeNanos() / SECOND)]++;
            }
        }
        for (int second = 0; second < 60; second++) {
            boolean isScan = second == 40 || second == 41;
            assertThat(perSecond[second] > 1_200).as("second %d", second).isEqualTo(isScan);
        }
    }

    @Test
    void shouldCompleteEveryTlpReadByItsBytes() throws IOException {
        Map<Long, Long> missingBytes = new HashMap<>();
        long completions = 0;
        for (TrafficElement element : elementsFor("mixed", Duration.ofSeconds(20))) {
            if (element.getKind() != ElementKind.TLP) {
                continue;
            }
            Long id = element.getCorrelationId();
            if (element.getOperation() == Operation.READ) {
                assertThat(missingBytes.put(id, element.getLengthBytes())).isNull();
            } else if (element.getOperation() == Operation.COMPLETION_WITH_DATA) {
                completions++;
                assertThat(missingBytes).containsKey(id);
                missingBytes.computeIfPresent(
                        id, (key, bytes) -> without(bytes, element.getLengthBytes()));
            }
        }
        assertThat(completions).isGreaterThan(1_000);
        assertThat(missingBytes).hasSizeLessThan(65);
    }

    private static Long without(long bytes, long completed) {
        assertThat(completed).isBetween(1L, bytes);
        return bytes == completed ? null : Long.valueOf(bytes - completed);
    }

    @Test
    void shouldKeepFramesOfFlowInOneOrderingDomain() throws IOException {
        Set<Long> domains = new HashSet<>();
        for (TrafficElement element : elementsFor("mixed", Duration.ofSeconds(10))) {
            if (element.getKind() == ElementKind.ETHERNET) {
                assertThat(element.getOrderingDomain()).isEqualTo(element.getAddress());
                assertThat(element.getLengthBytes()).isBetween(60L, 1514L);
                domains.add(element.getOrderingDomain());
            }
        }
        assertThat(domains).hasSize(4);
    }

    @Test
    void shouldNameWhatIsAllowedWhenWorkloadIsUnknown() {
        assertThatThrownBy(() -> SyntheticWorkloads.open("nothing", "dev", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=nothing")
                .hasMessageContaining("mixed, sequential, strided");
    }

    @Test
    void shouldEndWhenClosed() throws IOException {
        TraceReader workload = SyntheticWorkloads.open("mixed", "dev", 1);
        assertThat(workload.next()).isNotNull();
        workload.close();
        assertThat(workload.next()).isNull();
    }

    private static TraceSummary summary(String name, Duration duration) throws IOException {
        try (var workload = SyntheticWorkloads.open(name, "dev", 42)) {
            return new TraceSummarizer()
                    .addAll(new DurationLimitedTraceReader(workload, duration))
                    .summary();
        }
    }

    private static List<TrafficElement> elementsFor(String name, Duration duration)
            throws IOException {
        return all(
                new DurationLimitedTraceReader(SyntheticWorkloads.open(name, "dev", 42), duration));
    }

    private static List<TrafficElement> elements(String name, long seed, long count)
            throws IOException {
        return all(new LimitedTraceReader(SyntheticWorkloads.open(name, "dev", seed), count));
    }

    private static List<TrafficElement> all(TraceReader trace) throws IOException {
        try (trace) {
            List<TrafficElement> elements = new ArrayList<>();
            for (TrafficElement e = trace.next(); e != null; e = trace.next()) {
                elements.add(e);
            }
            return elements;
        }
    }
}
