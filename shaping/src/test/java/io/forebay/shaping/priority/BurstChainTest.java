package io.forebay.shaping.priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BurstChainTest {
    private record Waiting(long burst, double work) {}

    @Test
    void shouldLookBehindALongBurstWhenShortOnesFollow() {
        var chain = new BurstChain();
        chain.add(true, 100);
        assertThat(chain.index()).isEqualTo(0.01);
        for (int i = 0; i < 9; i++) {
            chain.add(true, 1);
        }
        assertThat(chain.index()).isCloseTo(10.0 / 109, within(1e-12));
        assertThat(chain.urgency(3)).isEqualTo(8 * chain.index());
    }

    @Test
    void shouldBeMoreUrgentAsABurstIsServed() {
        var chain = new BurstChain();
        long burst = chain.add(true, 50);
        assertThat(chain.add(false, 50)).isEqualTo(burst);
        chain.remove(burst, 50);
        assertThat(chain.index()).isEqualTo(0.02);
        chain.remove(burst, 50);
        assertThat(chain.isEmpty()).isTrue();
        assertThat(chain.index()).isZero();
    }

    @Test
    void shouldRefuseToRemoveWhatDoesNotWait() {
        var chain = new BurstChain();
        assertThatThrownBy(() -> chain.remove(0, 1)).hasMessageContaining("burst=0");
        long burst = chain.add(true, 1);
        chain.remove(burst, 1);
        assertThatThrownBy(() -> chain.remove(burst, 1)).hasMessageContaining("burst=" + burst);
    }

    @Property(tries = 200)
    void shouldGiveTheBestRatioOfAnyPrefixWhateverLeaves(@ForAll long seed) {
        var random = new Random(seed);
        var chain = new BurstChain();
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (waiting.isEmpty() || random.nextInt(5) < 3) {
                double work = 1 + random.nextInt(1_000);
                waiting.add(new Waiting(chain.add(random.nextBoolean(), work), work));
            } else {
                Waiting one = waiting.remove(random.nextInt(Math.min(4, waiting.size())));
                chain.remove(one.burst(), one.work());
            }
            assertThat(chain.index()).isCloseTo(bestPrefix(waiting), within(1e-9));
        }
    }

    private static double bestPrefix(List<Waiting> waiting) {
        double best = 0;
        double work = 0;
        int bursts = 0;
        for (int i = 0; i < waiting.size(); i++) {
            work += waiting.get(i).work();
            boolean last = i + 1 == waiting.size();
            if (last || waiting.get(i + 1).burst() != waiting.get(i).burst()) {
                bursts++;
                best = Math.max(best, bursts / work);
            }
        }
        return best;
    }
}
