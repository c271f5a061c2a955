package io.forebay.shaping.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SharedPoolTest {
    private static final long BUDGET = 1_000_000;

    private static SharedPool poolOf(int functions) {
        var pool = new SharedPool(BUDGET);
        for (int f = 0; f < functions; f++) {
            assertThat(pool.addFunction()).isEqualTo(f);
        }
        return pool;
    }

    private static boolean offer(SharedPool pool, int function, long bytes) {
        boolean isAdmitted = pool.admits(function, bytes);
        if (isAdmitted) {
            pool.take(function, bytes);
        }
        return isAdmitted;
    }

    @Test
    void shouldLendTheWholePoolWhenFunctionIsAlone() {
        SharedPool pool = poolOf(1);
        assertThat(offer(pool, 0, BUDGET)).isTrue();
        assertThat(offer(pool, 0, 1)).isFalse();
        pool.release(0, 1);
        assertThat(offer(pool, 0, 1)).isTrue();
    }

    @Test
    void shouldKeepGuaranteesFreeWhenAnotherFunctionFloods() {
        SharedPool pool = poolOf(3);
        pool.entitle(1, 100_000, BUDGET);
        pool.entitle(2, 50_000, BUDGET);
        int taken = 0;
        while (offer(pool, 0, 1000)) {
            taken++;
        }
        assertThat(pool.heldBytes(0)).isEqualTo(1000L * taken).isLessThanOrEqualTo(850_000);
        assertThat(taken).as("the rest is lent").isGreaterThan(750);
        assertThat(offer(pool, 1, 100_000)).isTrue();
        assertThat(offer(pool, 0, 1)).as("the flood goes on").isFalse();
        assertThat(offer(pool, 2, 50_000)).isTrue();
    }

    @Test
    void shouldGiveNothingAboveTheLimit() {
        SharedPool pool = poolOf(2);
        pool.entitle(0, 1000, 5000);
        assertThat(offer(pool, 0, 5000)).isTrue();
        assertThat(offer(pool, 0, 1)).isFalse();
    }

    @Test
    void shouldDropNothingWhenEntitlementShrinks() {
        SharedPool pool = poolOf(2);
        offer(pool, 0, 600_000);
        pool.entitle(0, 0, 100_000);
        pool.entitle(1, 400_000, 400_000);
        assertThat(pool.heldBytes(0)).isEqualTo(600_000);
        assertThat(offer(pool, 0, 1)).isFalse();
        assertThat(offer(pool, 1, 400_000)).isTrue();
        assertThat(pool.usedBytes()).isEqualTo(BUDGET);
        pool.release(0, 500_001);
        assertThat(offer(pool, 0, 1)).isTrue();
    }

    @Test
    void shouldLeaveRoomForFastDrainingQueuesWhenSlowOnesAreLong() {
        SharedPool pool = poolOf(2);
        pool.setDrainRates(new double[] {1, 99});
        while (offer(pool, 0, 1000)) {
            assertThat(pool.usedBytes()).isLessThan(BUDGET);
        }
        // Twelve times a fiftieth, to the power of 5/4, of what is left free.
        assertThat(pool.heldBytes(0)).isBetween(70_000L, 90_000L);
        while (offer(pool, 1, 1000)) {
            assertThat(pool.usedBytes()).isLessThan(BUDGET);
        }
        assertThat(pool.usedBytes()).isGreaterThan(950_000);
    }

    @Property(tries = 300)
    void shouldHonourGuaranteesLimitsAndBudgetWhateverComes(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        int functions = 1 + random.nextInt(8);
        SharedPool pool = poolOf(functions);
        var guaranteed = new long[functions];
        var limit = new long[functions];
        var held = new long[functions];
        List<Deque<Long>> queues = new ArrayList<>();
        long rest = BUDGET;
        for (int f = 0; f < functions; f++) {
            guaranteed[f] = random.nextLong(rest / 2 + 1);
            rest -= guaranteed[f];
            limit[f] = guaranteed[f] + random.nextLong(BUDGET - guaranteed[f] + 1);
            pool.entitle(f, guaranteed[f], limit[f]);
            queues.add(new ArrayDeque<>());
        }
        for (int step = 0; step < 500; step++) {
            int f = random.nextInt(functions);
            if (random.nextInt(3) == 0 && !queues.get(f).isEmpty()) {
                long bytes = queues.get(f).poll();
                pool.release(f, bytes);
                held[f] -= bytes;
            } else {
                long bytes = 1 + random.nextLong(BUDGET / 10);
                boolean isAdmitted = offer(pool, f, bytes);
                if (held[f] + bytes <= guaranteed[f]) {
                    assertThat(isAdmitted).as("guaranteed").isTrue();
                }
                if (isAdmitted) {
                    held[f] += bytes;
                    queues.get(f).add(bytes);
                }
            }
            assertThat(held[f]).isLessThanOrEqualTo(limit[f]).isEqualTo(pool.heldBytes(f));
            assertThat(pool.usedBytes()).isBetween(0L, BUDGET);
        }
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        SharedPool pool = poolOf(20);
        assertThatThrownBy(() -> pool.entitle(0, -1, 5)).hasMessageContaining("guaranteed=-1");
        assertThatThrownBy(() -> pool.entitle(0, 6, 5)).hasMessageContaining("limit=5");
        assertThatThrownBy(() -> new SharedPool(-1)).hasMessageContaining("budgetBytes=-1");
        assertThatThrownBy(() -> new Guarantees(-1, 0)).hasMessageContaining("budgetBytes=-1");
    }

    @Test
    void shouldGuaranteeWhatIsNeededInEverySecondWindow() {
        var guarantees = new Guarantees(BUDGET, 1000);
        var idle = new DemandNeed();
        var busy = new DemandNeed();
        var modest = new DemandNeed();
        for (int window = 0; window < 500; window++) {
            idle.onWindow(0, 0);
            busy.onWindow(900_000, 900_000);
            modest.onWindow(20_000, 20_000);
        }
        assertThat(guarantees.of(idle, 4)).as("the floor").isEqualTo(1000);
        assertThat(guarantees.of(busy, 4)).as("a quarter of a quarter").isEqualTo(62_500);
        assertThat(guarantees.of(modest, 4)).isBetween(16_384L, 23_170L);
        assertThat(guarantees.of(idle, 2000)).as("floors do not fit").isEqualTo(500);
    }
}
