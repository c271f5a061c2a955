package io.forebay.traces.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.forebay.schemas.ElementRules;
import io.forebay.schemas.Functions;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.synthetic.ManyFunctions.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManyFunctionsTest {
    private static final int COUNT = 100_000;

    private static List<TrafficElement> elements(Shape shape) {
        List<TrafficElement> elements = new ArrayList<>(COUNT);
        try (ManyFunctions workload = ManyFunctions.open(shape)) {
            for (int i = 0; i < COUNT; i++) {
                elements.add(workload.next());
            }
        }
        return elements;
    }

    @Test
    void shouldGiveValidElementsOfAllFunctionsInOrder() {
        Map<String, Long> nextSequence = new HashMap<>();
        Set<String> devices = new HashSet<>();
        long previous = 0;
        for (TrafficElement element : elements(new Shape(500, 7, 20_000, 0, 3))) {
            long sequence = nextSequence.merge(element.getFunctionId(), 1L, Long::sum) - 1;
            devices.add(Functions.deviceOf(element.getFunctionId()));
            assertThat(ElementRules.violation(element)).isNull();
            assertThat(element.getSequence()).isEqualTo(sequence);
            assertThat(element.getEventTimeNanos()).isGreaterThanOrEqualTo(previous);
            previous = element.getEventTimeNanos();
        }
        assertThat(devices).hasSize(7);
        // Some pause for longer than this takes.
        assertThat(nextSequence).hasSizeBetween(400, 500);
    }

    @ParameterizedTest
    @CsvSource({"10,1,5400,0", "300,3,20000,0", "50,1,1000,0.5"})
    void shouldKeepRateAndShareOfHotFunction(
            int functions, int devices, double rate, double hotShare) {
        List<TrafficElement> elements = elements(new Shape(functions, devices, rate, hotShare, 5));

        double seconds = elements.get(COUNT - 1).getEventTimeNanos() / 1e9;
        assertThat(COUNT / seconds).isCloseTo(rate, within(0.15 * rate));
        long hot = elements.stream().filter(one -> one.getFunctionId().endsWith("/hot")).count();
        assertThat((double) hot / COUNT).isCloseTo(hotShare, within(0.08));
    }

    @Test
    void shouldGiveSameElementsWhenShapeIsSame() {
        assertThat(elements(new Shape(20, 2, 1_000, 0.1, 1)))
                .isEqualTo(elements(new Shape(20, 2, 1_000, 0.1, 1)));
    }

    @ParameterizedTest
    @CsvSource({"0,1,1,0", "10,11,1,0", "10,1,0,0", "10,1,1,1", "10,1,NaN,0"})
    void shouldRefuseWhatMakesNoWorkload(int functions, int devices, double rate, double share) {
        assertThatThrownBy(() -> new Shape(functions, devices, rate, share, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
