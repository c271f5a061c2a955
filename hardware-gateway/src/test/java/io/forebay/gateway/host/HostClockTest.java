package io.forebay.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HostClockTest {
    private static final long MILLI = 1_000_000;
    private static final long HOUR = 3_600_000 * MILLI;
    private static final long START = 1_700_000_000_000L * MILLI;

    private long wall = START;
    private long monotonic = 17;
    private final HostClock clock = new HostClock(() -> wall, () -> monotonic);

    private void pass(long nanos) {
        wall += nanos;
        monotonic += nanos;
    }

    @Test
    void shouldTakeStampsAsTheyAreWhenTheClocksAgree() {
        pass(5 * MILLI);
        assertThat(clock.nowNanos()).isEqualTo(START + 5 * MILLI);
        assertThat(clock.eventNanos(START + 3 * MILLI)).isEqualTo(START + 3 * MILLI);
        wall -= 4 * MILLI;
        assertThat(clock.eventNanos(wall - 1)).as("the clock is slewed").isEqualTo(wall - 1);
    }

    @Test
    void shouldRunOnWhenTheWallClockIsSetBack() {
        pass(5 * MILLI);
        long before = clock.nowNanos();
        wall -= HOUR;
        pass(7 * MILLI);
        assertThat(clock.nowNanos()).isEqualTo(before + 7 * MILLI);
        assertThat(clock.eventNanos(wall - MILLI)).isEqualTo(before + 6 * MILLI);
    }

    @Test
    void shouldFollowWhenTheWallClockIsSetForward() {
        wall += HOUR;
        assertThat(clock.nowNanos()).isEqualTo(START + HOUR);
        wall -= HOUR;
        pass(MILLI);
        assertThat(clock.nowNanos()).isEqualTo(START + HOUR + MILLI);
    }

    @Test
    void shouldNotTakeAStampFromTheFuture() {
        assertThat(clock.eventNanos(START + HOUR)).isEqualTo(START);
    }

    @Property(tries = 200)
    void shouldNeverRunBackwardsWhateverTheWallClockDoes(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pass(random.nextLong(20 * MILLI));
            if (random.nextInt(10) == 0) {
                wall += random.nextLong(-HOUR, HOUR);
            }
            times.add(clock.nowNanos());
        }
        assertThat(times).isSorted();
        assertThat(times.get(199)).isGreaterThanOrEqualTo(START + monotonic - 17 - 10 * MILLI);
    }
}
