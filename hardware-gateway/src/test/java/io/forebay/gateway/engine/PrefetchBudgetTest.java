package io.forebay.gateway.engine;

import static io.forebay.gateway.engine.Elements.A;
import static io.forebay.gateway.engine.Elements.B;
import static io.forebay.gateway.engine.Elements.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PrefetchResult;
import org.junit.jupiter.api.Test;

/** Each function's prefetch buffer has a budget of its own. */
class PrefetchBudgetTest {
    private final Recorder recorder = new Recorder();
    private final OffloadEngine engine =
            new OffloadEngine(
                    EngineSettings.defaults(Elements.DEVICE)
                            .withStorage(2, 1_000, 1_000_000_000)
                            .withPrefetch(4, 2),
                    recorder);

    @Test
    void shouldKeepAFunctionsBlocksWhenAnotherAsksForTooMany() {
        engine.arrive(read(A, 0, 0, 900, 1));
        engine.arrive(read(B, 0, 0, 900, 1));
        engine.apply(Commands.prefetch(B, 0, 4));
        engine.advanceTo(1_000_000);
        for (int i = 0; i < 10; i++) {
            engine.apply(Commands.prefetch(A, 100 + 4L * i, 4));
            engine.advanceTo(1_000_000L * (i + 2));
        }
        engine.arrive(read(B, 1, 20_000_000, 0, 4));
        // Of A's forty blocks the newest four are left.
        engine.arrive(read(A, 1, 20_000_000, 132, 4));
        engine.arrive(read(A, 2, 20_000_000, 136, 4));
        engine.drain();
        assertThat(recorder.completionOf(B, 1).getServedFromPrefetch()).isTrue();
        assertThat(recorder.completionOf(A, 1).getServedFromPrefetch()).isFalse();
        assertThat(recorder.completionOf(A, 2).getServedFromPrefetch()).isTrue();
        var functions = engine.statistics().snapshot().functions();
        assertThat(functions.get(A).prefetch().evictedBlocks()).isEqualTo(36);
        assertThat(functions.get(B).prefetch().evictedBlocks()).isZero();
        int evicted =
                recorder.of(PrefetchOutcome.class).stream()
                        .filter(outcome -> outcome.getResult() == PrefetchResult.EVICTED)
                        .mapToInt(PrefetchOutcome::getBlockCount)
                        .sum();
        assertThat(evicted).isEqualTo(36);
    }
}
