package io.forebay.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitedTraceReadersTest {

    @Test
    void shouldReadNoMoreThanTheLimit() throws IOException {
        var trace = new FakeTrace(1, 2, 3, 4);
        assertThat(times(new LimitedTraceReader(trace, 2))).containsExactly(1L, 2L);
        assertThat(trace.taken).isEqualTo(2);
        assertThat(trace.isClosed).isTrue();
    }

    @Test
    void shouldEndWithTheTraceWhenLimitIsBeyondIt() throws IOException {
        assertThat(times(new LimitedTraceReader(new FakeTrace(1, 2), 9))).containsExactly(1L, 2L);
    }

    @Test
    void shouldEndBeforeFirstElementThatIsTheDurationAfterTheFirst() throws IOException {
        var trace = new FakeTrace(100, 90, 149, 150, 120);
        assertThat(times(new DurationLimitedTraceReader(trace, Duration.ofNanos(50))))
                .containsExactly(100L, 90L, 149L);
        assertThat(trace.isClosed).isTrue();
    }

    @Test
    void shouldNotLimitByDurationBeyondNanoseconds() throws IOException {
        var trace = new FakeTrace(0, 1L << 62);
        assertThat(times(new DurationLimitedTraceReader(trace, Duration.ofDays(400_000))))
                .hasSize(2);
    }

    @Test
    void shouldRefuseLimitOfNothing() {
        assertThatThrownBy(() -> new LimitedTraceReader(new FakeTrace(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxElements=0");
        assertThatThrownBy(() -> new DurationLimitedTraceReader(new FakeTrace(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("duration=PT0S");
    }

    @Test
    void shouldHappenFromNowOnWithItsDistancesWhenAsked() throws IOException {
        long outside = ElementRules.MAX_EVENT_TIME_NANOS + 1;
        var trace = new FakeTrace(outside, 100, 90, 149);
        assertThat(times(new FromNowTraceReader(trace, () -> 5_000)))
                .containsExactly(outside, 5_000L, 4_990L, 5_049L);
        assertThat(trace.isClosed).isTrue();
    }

    private static List<Long> times(TraceReader reader) throws IOException {
        try (reader) {
            List<Long> times = new ArrayList<>();
            for (TrafficElement e = reader.next(); e != null; e = reader.next()) {
                times.add(e.getEventTimeNanos());
            }
            assertThat(reader.next()).isNull();
            return times;
        }
    }

    private static final class FakeTrace implements TraceReader {
        private final long[] times;
        private int taken;
        private boolean isClosed;

        FakeTrace(long... times) {
            this.times = times;
        }

        @Override
        public TrafficElement next() {
            if (taken == times.length) {
                return null;
            }
            var element = new TrafficElement();
            element.setEventTimeNanos(times[taken++]);
            return element;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
