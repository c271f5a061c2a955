package io.forebay.gateway.engine;

import static io.forebay.gateway.engine.Elements.A;
import static io.forebay.gateway.engine.Elements.read;
import static io.forebay.gateway.engine.Elements.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.prefetch.PrefetchCounts;
import io.forebay.schemas.Completion;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrefetchSemanticsTest {
    /** Two channels: 1,000 ns and a byte a nanosecond; a link that is a thousand times faster. */
    private static final EngineSettings SETTINGS =
            EngineSettings.defaults(Elements.DEVICE)
                    .withStorage(2, 1_000, 1_000_000_000)
                    .withLink(1, 1_000_000_000_000L)
                    .withPrefetch(8, 4);

    private static final long BLOCK_NANOS = 4_096;
    private static final long LINK_NANOS = 1 + 5;

    private final Recorder recorder = new Recorder();
    private OffloadEngine engine = new OffloadEngine(SETTINGS, recorder);
    private long sequence;

    @Test
    void shouldServeFromBufferWhenAllBlocksAreStaged() {
        start();
        prefetch(100, 2);
        engine.advanceTo(1_000_000);
        readBlocks(100, 2);
        engine.advanceTo(2_000_000);
        Completion last = lastCompletion();
        assertThat(last.getServedFromPrefetch()).isTrue();
        assertThat(last.getResponseNanos()).isEqualTo(1 + 9);
        assertThat(outcomes()).containsExactly("HIT 100+2");
        assertThat(counts()).isEqualTo(new PrefetchCounts(3, 2, 2, 2, 0, 0, 0, 0, 0, 0));
        assertThat(engine.statistics().snapshot().readsServedFromPrefetch()).isEqualTo(1);
        readBlocks(100, 2);
        engine.advanceTo(3_000_000);
        assertThat(lastCompletion().getServedFromPrefetch()).isFalse();
    }

    @Test
    void shouldKeepABlockUntilItsEndWasRead() {
        start();
        prefetch(100, 2);
        engine.advanceTo(1_000_000);
        long middle = 100 * 4096L + 2048;
        readBytes(100 * 4096L, 2048);
        readBytes(middle, 4096);
        readBytes(middle + 4096, 2048);
        engine.advanceTo(2_000_000);
        assertThat(lastCompletion().getServedFromPrefetch()).isTrue();
        assertThat(outcomes()).containsExactly("HIT 100+1", "HIT 101+1");
        assertThat(counts()).isEqualTo(new PrefetchCounts(1 + 4, 4, 2, 2, 0, 0, 0, 0, 0, 0));
        assertThat(engine.statistics().snapshot().readsServedFromPrefetch()).isEqualTo(3);
    }

    @Test
    void shouldNotWasteABlockOfWhichTheBeginningWasRead() {
        start();
        prefetch(100, 1);
        engine.advanceTo(1_000_000);
        readBytes(100 * 4096L, 512);
        engine.drain();
        assertThat(outcomes()).containsExactly("HIT 100+1");
        assertThat(counts()).isEqualTo(new PrefetchCounts(1 + 1, 1, 1, 1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldWaitForEarlierOnesOfItsDomainWhenServedFromBuffer() {
        start();
        prefetch(100, 1);
        engine.advanceTo(500_000);
        long now = engine.clockNanos();
        TrafficElement miss = read(A, sequence++, now, 7, 1);
        TrafficElement inDomain = read(A, sequence++, now, 100, 1);
        miss.setOrderingDomain(-9);
        inDomain.setOrderingDomain(-9);
        engine.arrive(miss);
        engine.arrive(inDomain);
        engine.advanceTo(1_000_000);
        assertThat(lastCompletion().getSequence()).isEqualTo(2);
        assertThat(lastCompletion().getServedFromPrefetch()).isTrue();
        assertThat(lastCompletion().getResponseNanos())
                .isEqualTo(1_000 + BLOCK_NANOS + 2 * LINK_NANOS);
    }

    @Test
    void shouldServeReadOfHostMemoryWhenTlpBlocksAreStaged() {
        start();
        prefetch(100, 1);
        engine.advanceTo(500_000);
        TrafficElement tlp = read(A, sequence++, engine.clockNanos(), 100, 1);
        tlp.setKind(ElementKind.TLP);
        engine.arrive(tlp);
        engine.advanceTo(1_000_000);
        assertThat(lastCompletion().getServedFromPrefetch()).isTrue();
        assertThat(lastCompletion().getResponseNanos()).isEqualTo(1);
    }

    @Test
    void shouldFetchMissingBlocksOnlyWhenSomeAreStaged() {
        start();
        prefetch(100, 2);
        engine.advanceTo(1_000_000);
        readBlocks(99, 4);
        engine.advanceTo(2_000_000);
        assertThat(lastCompletion().getServedFromPrefetch()).isFalse();
        assertThat(lastCompletion().getResponseNanos()).isEqualTo(1_000 + 2 * BLOCK_NANOS + 1 + 17);
        assertThat(outcomes()).containsExactly("HIT 100+2");
    }

    @Test
    void shouldWaitForBlocksWhenTheyAreInFlight() {
        start();
        prefetch(100, 2);
        long end = engine.clockNanos() + 1_000 + 2 * BLOCK_NANOS;
        engine.advanceTo(engine.clockNanos() + 500);
        readBlocks(100, 1);
        assertThat(outcomes()).containsExactly("HIT 100+1");
        engine.advanceTo(1_000_000);
        assertThat(lastCompletion().getEventTimeNanos()).isEqualTo(end + LINK_NANOS);
        assertThat(lastCompletion().getServedFromPrefetch()).isTrue();
        assertThat(counts()).isEqualTo(new PrefetchCounts(2, 1, 1, 2, 0, 0, 0, 0, 0, 1));
    }

    @Test
    void shouldWaitForBothWhenSomeBlocksAreInFlightAndOthersMissing() {
        start();
        prefetch(100, 4);
        long end = engine.clockNanos() + 1_000 + 4 * BLOCK_NANOS;
        engine.advanceTo(engine.clockNanos() + 500);
        readBlocks(103, 2);
        engine.advanceTo(1_000_000);
        assertThat(lastCompletion().getEventTimeNanos()).isEqualTo(end + 1 + 9);
        assertThat(lastCompletion().getServedFromPrefetch()).isFalse();
    }

    @Test
    void shouldCancelQueuedBlocksWhenReadOvertakesThem() {
        start();
        prefetch(100, 8);
        readBlocks(103, 3);
        assertThat(outcomes()).containsExactly("HIT 103+1", "OVERTAKEN 104+2");
        engine.advanceTo(1_000_000);
        assertThat(counts()).isEqualTo(new PrefetchCounts(4, 1, 1, 6, 0, 0, 0, 2, 0, 5));
    }

    @Test
    void shouldInvalidateWhenWriteOverlaps() {
        start();
        prefetch(100, 3);
        engine.advanceTo(500_000);
        prefetch(200, 8);
        engine.arrive(write(A, sequence++, engine.clockNanos(), 102, 1));
        engine.arrive(write(A, sequence++, engine.clockNanos(), 203, 2));
        assertThat(outcomes())
                .containsExactly("INVALIDATED 102+1", "INVALIDATED 203+1", "DROPPED 204+1");
        engine.advanceTo(1_000_000);
        assertThat(counts().issuedBlocks()).isEqualTo(3 + 7);
        assertThat(counts().invalidatedBlocks()).isEqualTo(2);
        assertThat(counts().heldBlocks()).isEqualTo(8);
    }

    @Test
    void shouldNotFetchWhatAPendingWriteChanges() {
        start();
        engine.arrive(write(A, sequence++, engine.clockNanos(), 101, 1));
        prefetch(100, 3);
        assertThat(outcomes()).containsExactly("DROPPED 101+1");
        engine.advanceTo(1_000_000);
        assertThat(counts().heldBlocks()).isEqualTo(2);
    }

    @Test
    void shouldEvictOldestWhenBufferIsFull() {
        start();
        prefetch(100, 8);
        engine.advanceTo(500_000);
        prefetch(200, 3);
        assertThat(outcomes()).containsExactly("EVICTED 100+3");
        engine.advanceTo(1_000_000);
        assertThat(counts()).isEqualTo(new PrefetchCounts(1, 0, 0, 11, 0, 3, 0, 0, 0, 8));
    }

    @Test
    void shouldDropBlocksWhenHeldAlreadyOrWithoutRoom() {
        start();
        prefetch(100, 2);
        prefetch(99, 4);
        assertThat(outcomes()).containsExactly("DROPPED 100+2");
        prefetch(1_000, 20);
        assertThat(outcomes()).contains("DROPPED 1006+14");
    }

    @Test
    void shouldExpireStagedAndQueuedBlocksWhenTimeIsUp() {
        start();
        long now = engine.clockNanos();
        engine.apply(Commands.prefetch(A, 100, 4, now + 100_000));
        engine.apply(Commands.prefetch(A, 200, 4, now + 10_000));
        engine.apply(Commands.prefetch(A, 300, 4, now + 15_000));
        engine.advanceTo(now + 99_999);
        assertThat(outcomes()).containsExactly("DROPPED 200+4", "DROPPED 300+4");
        engine.advanceTo(now + 100_000);
        assertThat(outcomes()).endsWith("EXPIRED 100+4");
        assertThat(engine.nextEventNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(recorder.of(PrefetchOutcome.class).get(2).getEventTimeNanos())
                .isEqualTo(now + 100_000);
    }

    @Test
    void shouldExpireBlocksWhenTheyComeTooLate() {
        start();
        engine.apply(Commands.prefetch(A, 100, 2, engine.clockNanos() + 1_000));
        engine.advanceTo(1_000_000);
        assertThat(outcomes()).containsExactly("EXPIRED 100+2");
        assertThat(counts()).isEqualTo(new PrefetchCounts(1, 0, 0, 2, 2, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldLeaveAChannelToElementsWhilePrefetching() {
        engine = new OffloadEngine(SETTINGS.withPrefetch(64, 4), recorder);
        start();
        prefetch(100, 64);
        engine.advanceTo(engine.clockNanos() + 100);
        readBlocks(5_000, 1);
        engine.advanceTo(1_000_000);
        assertThat(lastCompletion().getResponseNanos()).isEqualTo(1_000 + BLOCK_NANOS + LINK_NANOS);
    }

    @Test
    void shouldPreferElementsWhenChannelFreesUp() {
        engine = new OffloadEngine(SETTINGS.withStorage(1, 1_000, 1_000_000_000), recorder);
        start();
        prefetch(100, 8);
        long firstFetchEnd = engine.clockNanos() + 1_000 + 4 * BLOCK_NANOS;
        engine.advanceTo(engine.clockNanos() + 100);
        readBlocks(5_000, 1);
        engine.advanceTo(1_000_000);
        assertThat(lastCompletion().getEventTimeNanos())
                .isEqualTo(firstFetchEnd + 1_000 + BLOCK_NANOS + LINK_NANOS);
        assertThat(counts().heldBlocks()).isEqualTo(8);
    }

    @Test
    void shouldReportAllThatIsLeftWhenDrained() {
        start();
        prefetch(100, 8);
        engine.drain();
        assertThat(outcomes()).containsExactly("DROPPED 104+4", "EXPIRED 100+4");
        assertThat(counts()).isEqualTo(new PrefetchCounts(1, 0, 0, 4, 4, 0, 0, 0, 4, 0));
    }

    @Test
    void shouldConsumeBlocksWhenRangeIsHuge() {
        start();
        prefetch(100, 3);
        engine.advanceTo(500_000);
        long now = engine.clockNanos();
        engine.arrive(Elements.block(A, sequence++, now, Operation.READ, 0, Long.MAX_VALUE));
        assertThat(outcomes()).containsExactly("HIT 100+3");
    }

    @Test
    void shouldInvalidateBlocksWhenRangeIsHuge() {
        start();
        prefetch(300, 2);
        prefetch(400, 1);
        long now = engine.clockNanos();
        engine.arrive(Elements.block(A, sequence++, now, Operation.DISCARD, 0, Long.MAX_VALUE));
        assertThat(outcomes()).containsExactly("INVALIDATED 300+2", "DROPPED 400+1");
    }

    @Test
    void shouldRefuseCommandWhenItIsInvalidOrMisdirected() {
        start();
        assertThat(engine.apply(Commands.prefetch(A, -1, 1))).isEqualTo(invalid());
        assertThat(engine.apply(Commands.prefetch(A, 0, 0))).isEqualTo(invalid());
        assertThat(engine.apply(Commands.prefetch(A, 0, 4097))).isEqualTo(invalid());
        assertThat(engine.apply(Commands.prefetch(A, Long.MAX_VALUE, 4))).isEqualTo(invalid());
        assertThat(engine.apply(Commands.prefetch(Elements.B, 0, 1)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET);
        assertThat(engine.apply(Commands.prefetch(A, 0, 1, engine.clockNanos())))
                .isEqualTo(CommandStatus.COMMAND_STATUS_EXPIRED);
        engine = new OffloadEngine(SETTINGS.withPrefetch(0, 1), recorder);
        engine.arrive(read(A, 0, 0, 0, 1));
        assertThat(engine.apply(Commands.prefetch(A, 0, 1)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_UNSUPPORTED);
    }

    @Test
    void shouldNotStageBlocksReadSinceTheCommandsCause() {
        start();
        long cause = engine.clockNanos();
        engine.advanceTo(cause + 500);
        readBlocks(100, 2);
        engine.advanceTo(cause + 1_000);
        readBlocks(102, 1);
        engine.advanceTo(cause + 2_000);
        readBytes(103 * 4096L, 512);
        engine.advanceTo(1_000_000);
        assertThat(engine.apply(Commands.prefetch(A, 100, 5, Long.MAX_VALUE, cause)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
        engine.advanceTo(2_000_000);
        assertThat(outcomes()).containsExactly("OVERTAKEN 100+3");
        assertThat(counts().issuedBlocks()).isEqualTo(2);
        assertThat(counts().overtakenBlocks()).isEqualTo(3);
    }

    @Test
    void shouldStageBlocksWrittenOrReadBeforeTheCommandsCause() {
        start();
        readBlocks(100, 1);
        engine.advanceTo(500_000);
        engine.arrive(write(A, sequence++, engine.clockNanos(), 101, 1));
        engine.advanceTo(1_000_000);
        assertThat(engine.apply(Commands.prefetch(A, 100, 2, Long.MAX_VALUE, 400_000)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
        engine.advanceTo(2_000_000);
        assertThat(outcomes()).isEmpty();
        assertThat(counts().issuedBlocks()).isEqualTo(2);
    }

    /** Makes the function known; its one read is over. */
    private void start() {
        readBlocks(0, 1);
        engine.advanceTo(100_000);
    }

    private void readBlocks(long block, int count) {
        engine.arrive(read(A, sequence++, engine.clockNanos(), block, count));
    }

    private void readBytes(long address, long lengthBytes) {
        engine.arrive(
                Elements.block(
                        A, sequence++, engine.clockNanos(), Operation.READ, address, lengthBytes));
    }

    private void prefetch(long block, int count) {
        assertThat(engine.apply(Commands.prefetch(A, block, count)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
    }

    private Completion lastCompletion() {
        return recorder.completions().get(recorder.completions().size() - 1);
    }

    private PrefetchCounts counts() {
        PrefetchCounts counts = engine.statistics().snapshot().prefetch();
        assertThat(counts.issuedBlocks())
                .isEqualTo(counts.usedBlocks() + counts.wastedBlocks() + counts.heldBlocks());
        return counts;
    }

    private List<String> outcomes() {
        return recorder.of(PrefetchOutcome.class).stream()
                .map(o -> o.getResult() + " " + o.getFirstBlock() + "+" + o.getBlockCount())
                .toList();
    }

    private static CommandStatus invalid() {
        return CommandStatus.COMMAND_STATUS_INVALID;
    }
}
