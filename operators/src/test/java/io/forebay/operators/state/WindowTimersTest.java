package io.forebay.operators.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.state.WindowTimers.Timer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WindowTimersTest {
    @Property
    void shouldFireEachTimerOnceInOrderOfTimeAndKey(
            @ForAll @Size(max = 60) List<@IntRange(max = 20) Integer> millis,
            @ForAll @IntRange(max = 25) int watermark) {
        var timers = new WindowTimers();
        List<Timer> expected = new ArrayList<>();
        for (int i = 0; i < millis.size(); i++) {
            var timer = new Timer(millis.get(i), "device0/f" + i % 5);
            timers.set(timer.key(), timer.millis());
            if (!expected.contains(timer)) {
                expected.add(timer);
            }
        }
        int set = expected.size();
        expected.removeIf(timer -> timer.millis() > watermark);
        Collections.sort(expected);

        List<Timer> fired = new ArrayList<>();
        for (Timer timer = timers.takeUntil(watermark);
                timer != null;
                timer = timers.takeUntil(watermark)) {
            fired.add(timer);
        }

        assertThat(fired).isEqualTo(expected);
        assertThat(timers.size()).isEqualTo(set - fired.size());
    }

    @Test
    void shouldFireWhatIsSetMeanwhile() {
        var timers = new WindowTimers();
        timers.set("device0/a", 10);
        timers.set("device0/a", 30);

        assertThat(timers.takeUntil(20)).isEqualTo(new Timer(10, "device0/a"));
        timers.set("device0/a", 20);

        assertThat(timers.takeUntil(20)).isEqualTo(new Timer(20, "device0/a"));
        assertThat(timers.takeUntil(20)).isNull();
    }

    @Test
    void shouldCopyWhatASnapshotIsTakenOf() {
        var timers = new WindowTimers();
        timers.set("device0/b", 10);
        timers.set("device0/a", 10);

        List<Timer> snapshot = timers.all();
        timers.takeUntil(10);

        assertThat(snapshot)
                .containsExactly(new Timer(10, "device0/a"), new Timer(10, "device0/b"));
    }
}
