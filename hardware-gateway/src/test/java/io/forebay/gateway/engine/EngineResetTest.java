package io.forebay.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.ring.RingDirectory;
import io.forebay.gateway.ring.RingReader;
import io.forebay.schemas.Completion;
import io.forebay.schemas.DeviceReset;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineResetTest {
    private static final long MILLI = 1_000_000;

    @TempDir Path directory;

    private final List<Object> events = new ArrayList<>();

    @Test
    void shouldGiveUpWhatIsPendingAndGoOnWhenReset() throws Exception {
        EngineSettings settings =
                EngineSettings.defaults(Elements.DEVICE)
                        .withBufferBudgetBytes(64 << 10)
                        .withPrefetch(64, 8)
                        .withHistoryLength(64);
        try (RingDirectory rings = RingDirectory.open(directory, Elements.DEVICE, 64)) {
            var engine = new OffloadEngine(settings, events::add, rings);
            for (int i = 0; i < 30; i++) {
                engine.arrive(Elements.read(Elements.A, i, MILLI, i * 4L, 4));
                engine.arrive(Elements.write(Elements.B, i, MILLI, i, 1));
            }
            engine.apply(Commands.prefetch(Elements.A, 1_000, 16));
            engine.advanceTo(3 * MILLI);
            long completed = engine.statistics().completedElements();
            long pending = engine.pendingElements();
            assertThat(completed).isPositive();
            assertThat(pending).isPositive();
            events.clear();
            engine.reset("test");
            assertThat(engine.pendingElements()).isZero();
            assertThat(engine.statistics().lostElements()).isEqualTo(pending);
            assertThat(events.get(events.size() - 1))
                    .isEqualTo(
                            new DeviceReset(
                                    Elements.DEVICE,
                                    3 * MILLI,
                                    "test; pending elements lost: " + pending));
            requireLost(pending);

            // Tags for what is lost are late; the rest of the device works as before.
            events.clear();
            assertThat(engine.apply(Commands.tag(Elements.A, 29, 5)))
                    .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
            for (int i = 30; i < 100; i++) {
                engine.arrive(Elements.read(Elements.A, i, 4 * MILLI, i * 4L, 4));
            }
            engine.drain();
            assertThat(events.stream().filter(Completion.class::isInstance)).hasSize(70);
            assertThat(engine.history(Elements.A, 64)).hasSize(64);
            assertThat(engine.statistics().completedElements()).isEqualTo(completed + 70);
            assertThat(engine.statistics().snapshot().functions().get(Elements.A).pendingBytes())
                    .isZero();
        }
    }

    private void requireLost(long pending) throws Exception {
        long lost = 0;
        for (Path file : RingDirectory.ringFiles(directory)) {
            RingReader.Contents contents = RingReader.read(file);
            assertThat(contents.header().generation()).isEqualTo(2);
            lost += contents.entries().stream().filter(contents::isLost).count();
        }
        assertThat(lost).isEqualTo(pending);
    }
}
