package io.forebay.gateway.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.GatewayLimits;
import io.forebay.gateway.GatewaySettings;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final DeadLetterLog deadLetters = new DeadLetterLog(2);
    private Arrivals arrivals;

    @Test
    void shouldClampTimesAndNumberElementsByFunction() {
        List<TrafficElement> elements =
                run(builder(), read("dev/a", 5), read("dev/b", 3), read("dev/a", 9));
        assertThat(elements)
                .extracting(TrafficElement::getEventTimeNanos)
                .containsExactly(5L, 5L, 9L);
        assertThat(elements).extracting(TrafficElement::getSequence).containsExactly(0L, 0L, 1L);
        assertThat(arrivals.clamped()).isEqualTo(1);
        assertThat(arrivals.captured()).isEqualTo(3);
        assertThat(arrivals.firstNanos()).isEqualTo(5);
    }

    @Test
    void shouldMakeDeadLettersOfWhatIsUnusable() {
        TrafficElement unknown = read("dev/a", 1);
        unknown.setOperation(Operation.UNKNOWN);
        List<TrafficElement> elements =
                run(
                        builder().limits(GatewayLimits.defaults().withMaxFunctions(1)),
                        unknown,
                        read("other/a", 1),
                        read("dev/a", -1),
                        read("dev/a", 1),
                        read("dev/b", 2),
                        read("dev/a", 3));
        assertThat(elements).extracting(TrafficElement::getEventTimeNanos).containsExactly(1L, 3L);
        assertThat(elements).extracting(TrafficElement::getSequence).containsExactly(0L, 1L);
        assertThat(arrivals.refused()).isEqualTo(4);
        assertThat(deadLetters.count()).isEqualTo(4);
        assertThat(deadLetters.countByReason())
                .containsEntry("function is of another device", 1L)
                .containsEntry("too many functions", 1L)
                .hasSize(4);
        assertThat(deadLetters.samples()).hasSize(2);
        assertThat(deadLetters.samples().get(1).getPosition()).isEqualTo(1);
        assertThat(deadLetters.samples().get(1).getReason()).contains("functionId=other/a");
    }

    @Test
    void shouldStopAtElementLimit() {
        assertThat(
                        run(
                                builder().elementLimit(2),
                                read("dev/a", 1),
                                read("dev/a", 2),
                                read("dev/a", 3)))
                .hasSize(2);
        assertThat(arrivals.read()).isEqualTo(2);
    }

    @Test
    void shouldStopAtDurationLimitFromFirstElement() {
        assertThat(
                        run(
                                builder().durationLimit(Duration.ofNanos(10)),
                                read("dev/a", 100),
                                read("dev/a", 109),
                                read("dev/a", 110),
                                read("dev/a", 101)))
                .extracting(TrafficElement::getEventTimeNanos)
                .containsExactly(100L, 109L);
        assertThat(arrivals.read()).isEqualTo(2);
    }

    @Test
    void shouldEndWithReasonWhenReaderBreaks() {
        var broken =
                new TraceReader() {
                    @Override
                    public TrafficElement next() throws IOException {
                        throw new IOException("cut off: offset=3");
                    }

                    @Override
                    public void close() {}
                };
        arrivals = new Arrivals(broken, builder().build(), new FunctionTable(1), deadLetters);
        assertThat(arrivals.nextNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(arrivals.nextNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(arrivals.readError()).isEqualTo("cut off: offset=3");
    }

    private List<TrafficElement> run(GatewaySettings.Builder settings, TrafficElement... elements) {
        var reader =
                new TraceReader() {
                    private int made;

                    @Override
                    public TrafficElement next() {
                        return made < elements.length ? elements[made++] : null;
                    }

                    @Override
                    public void close() {}
                };
        GatewaySettings built = settings.build();
        arrivals =
                new Arrivals(
                        reader,
                        built,
                        new FunctionTable(built.limits().maxFunctions()),
                        deadLetters);
        List<TrafficElement> taken = new ArrayList<>();
        while (arrivals.nextNanos() != Long.MAX_VALUE) {
            taken.add(arrivals.take());
        }
        return taken;
    }

    private static GatewaySettings.Builder builder() {
        return GatewaySettings.builder("dev");
    }

    private static TrafficElement read(String function, long timeNanos) {
        return new TrafficElement(
                function,
                42L,
                timeNanos,
                ElementKind.BLOCK,
                Operation.READ,
                0L,
                512L,
                0L,
                0L,
                0,
                false);
    }
}
