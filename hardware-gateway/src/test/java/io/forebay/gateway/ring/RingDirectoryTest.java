package io.forebay.gateway.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingDirectoryTest {
    private static final String FUNCTION = "d/f";

    @TempDir Path temporary;

    private Path directory() {
        return temporary.resolve("rings");
    }

    private RingDirectory open() throws IOException {
        return RingDirectory.open(directory(), "d", 64);
    }

    private RingReader.Contents read(String functionId) throws IOException {
        return RingReader.read(RingDirectory.ringFile(directory(), functionId));
    }

    static long append(CircularBuffer ring, String functionId) {
        TrafficElement element = CircularBufferTest.element(ring.head());
        element.setFunctionId(functionId);
        return ring.append(element, 2);
    }

    static void serve(CircularBuffer ring) {
        long position = ring.admit();
        ring.startService(position, 1_000, 2);
        ring.complete(position, 2_000);
    }

    private static List<Long> sequences(RingReader.Contents contents, RingEntry.State state) {
        return contents.entries().stream()
                .filter(entry -> entry.state() == state)
                .map(RingEntry::sequence)
                .toList();
    }

    @Test
    void shouldShowPendingAndCompletedElementsToOthersWhileTheRingLives() throws IOException {
        try (RingDirectory rings = open()) {
            CircularBuffer ring = rings.open(FUNCTION, 4);
            for (int i = 0; i < 5; i++) {
                append(ring, FUNCTION);
                if (i < 3) {
                    serve(ring);
                }
            }
            RingReader.Contents contents = read(FUNCTION);
            assertThat(contents.header().functionId()).isEqualTo(FUNCTION);
            assertThat(contents.header().head()).isEqualTo(5);
            assertThat(contents.header().completed()).isEqualTo(3);
            assertThat(contents.header().tail()).isEqualTo(1);
            assertThat(sequences(contents, RingEntry.State.COMPLETED)).containsExactly(1L, 2L);
            assertThat(sequences(contents, RingEntry.State.DEFERRED)).containsExactly(3L, 4L);
            RingEntry entry = contents.entries().get(0);
            assertThat(entry.completedNanos()).isEqualTo(2_000);
            assertThat(entry.serviceStartNanos()).isEqualTo(1_000);
            assertThat(entry.appliedPriority()).isEqualTo(2);
            assertThat(entry.orderingDomain()).isEqualTo(Long.MIN_VALUE);
        }
    }

    @Test
    void shouldKeepWhatAnEarlierLifeLeftUntilItIsOverwritten() throws IOException {
        try (RingDirectory rings = open()) {
            assertThat(rings.earlierLife()).isEmpty();
            CircularBuffer ring = rings.open(FUNCTION, 4);
            append(ring, FUNCTION);
            serve(ring);
            append(ring, FUNCTION);
            append(rings.open("d/other", 4), "d/other");
        }
        try (RingDirectory rings = open()) {
            EarlierLife earlier = rings.earlierLife().orElseThrow();
            assertThat(earlier).isEqualTo(new EarlierLife(1, 2, 2, 2, 0, 0));
            assertThat(earlier.describe()).contains("generation 1 ended with 2 pending");
            assertThat(rings.generation()).isEqualTo(2);
            RingReader.Contents other = read("d/other");
            assertThat(other.isLost(other.entries().get(0))).isTrue();
            CircularBuffer ring = rings.open(FUNCTION, 64);
            assertThat(ring.capacity()).isEqualTo(4);
            assertThat(ring.head()).isZero();
            append(ring, FUNCTION);
            append(ring, FUNCTION);
            RingReader.Contents contents = read(FUNCTION);
            assertThat(contents.entries())
                    .extracting(RingEntry::generation)
                    .containsExactly(1, 1, 2, 2);
            assertThat(contents.entries())
                    .extracting(RingEntry::sequence)
                    .containsExactly(0L, 1L, 0L, 1L);
            assertThat(contents.entries().stream().map(contents::isLost))
                    .containsExactly(false, true, false, false);
            append(ring, FUNCTION);
            assertThat(read(FUNCTION).entries())
                    .extracting(RingEntry::serial)
                    .containsExactly(1L, 2L, 3L, 4L);
            ring.resize(8);
            assertThat(read(FUNCTION).entries())
                    .extracting(RingEntry::serial)
                    .containsExactly(1L, 2L, 3L, 4L);
        }
        try (RingDirectory rings = open()) {
            // Only what was pending in the newest generation has been lost by its end.
            assertThat(rings.earlierLife().orElseThrow().pendingElements()).isEqualTo(3);
        }
    }

    @Test
    void shouldKeepLostElementsAsTheyWereWhenTheDomainIsReset() throws IOException {
        try (RingDirectory rings = open()) {
            CircularBuffer ring = rings.open(FUNCTION, 4);
            append(ring, FUNCTION);
            append(ring, FUNCTION);
            ring.admit();
            ring.reset(rings.nextGeneration());
            assertThat(ring.pendingCount()).isZero();
            assertThat(ring.state(0)).isEqualTo(SlotState.LOST);
            assertThat(append(ring, FUNCTION)).isEqualTo(2);
            RingReader.Contents contents = read(FUNCTION);
            assertThat(contents.entries())
                    .extracting(RingEntry::state)
                    .containsExactly(
                            RingEntry.State.QUEUED,
                            RingEntry.State.DEFERRED,
                            RingEntry.State.DEFERRED);
            assertThat(contents.entries().stream().map(contents::isLost))
                    .containsExactly(true, true, false);
        }
    }

    @Test
    void shouldLeaveNothingOfAnElementInTheFileWhenLoggingIsOff() throws IOException {
        try (RingDirectory rings = open()) {
            CircularBuffer ring = rings.open(FUNCTION, 4);
            append(ring, FUNCTION);
            ring.setLogging(false);
            append(ring, FUNCTION);
            ring.setLogging(true);
            append(ring, FUNCTION);
            RingReader.Contents contents = read(FUNCTION);
            assertThat(contents.notLogged()).isEqualTo(1);
            assertThat(contents.entries()).extracting(RingEntry::sequence).containsExactly(0L, 2L);
            // The engine has it all the same, also in a ring of another size.
            ring.resize(8);
            assertThat(ring.arrivalNanos(1)).isEqualTo(101);
            serve(ring);
            serve(ring);
            assertThat(ring.state(1)).isEqualTo(SlotState.COMPLETED);
            assertThat(read(FUNCTION).notLogged()).isEqualTo(1);
        }
    }

    @Test
    void shouldLoseNoPendingElementWhenTheFileIsReplaced() throws IOException {
        try (RingDirectory rings = open()) {
            CircularBuffer ring = rings.open(FUNCTION, 2);
            for (int i = 0; i < 40; i++) {
                if (ring.isFull()) {
                    assertThat(ring.resize(ring.capacity() * 2)).isTrue();
                }
                append(ring, FUNCTION);
            }
            assertThat(sequences(read(FUNCTION), RingEntry.State.DEFERRED)).hasSize(40);
            for (int i = 0; i < 30; i++) {
                serve(ring);
            }
            ring.resize(16);
            RingReader.Contents contents = read(FUNCTION);
            assertThat(contents.header().capacity()).isEqualTo(16);
            assertThat(sequences(contents, RingEntry.State.DEFERRED)).hasSize(10);
            assertThat(sequences(contents, RingEntry.State.COMPLETED)).hasSize(6);
            assertThat(directory().toFile().list()).containsExactlyInAnyOrder("lock", "d%2ff.ring");
        }
    }

    @Test
    void shouldNameFilesForIdsThatAreNoFileNames() throws IOException {
        List<String> ids =
                List.of("d/..", "d/../../etc", "d/A", "d/a", "d/a%2f", "d/a/", "d/é 漢", "d/CON");
        String long1 = "d/" + "漢".repeat(253);
        String long2 = "d/" + "漢".repeat(252) + "字";
        try (RingDirectory rings = open()) {
            for (String id : ids) {
                append(rings.open(id, 4), id);
            }
            append(rings.open(long1, 4), long1);
            append(rings.open(long2, 4), long2);
            assertThat(RingDirectory.ringFiles(directory())).hasSize(ids.size() + 2);
            for (String id : ids) {
                assertThat(read(id).header().functionId()).isEqualTo(id);
            }
            assertThat(read(long1).header().functionId()).isEqualTo(long1);
            assertThat(read(long2).header().functionId()).isEqualTo(long2);
        }
    }

    @Test
    void shouldRefuseASecondWriterAndAnotherDevice() throws IOException {
        try (RingDirectory rings = open()) {
            append(rings.open(FUNCTION, 4), FUNCTION);
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another gateway")
                    .hasMessageContaining("pid=" + ProcessHandle.current().pid());
        }
        assertThatThrownBy(() -> RingDirectory.open(directory(), "e", 64))
                .hasMessageContaining("of another device")
                .hasMessageContaining("functionId=d/f");
        open().close();
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> RingDirectory.open(file, "d", 64))
                .hasMessageContaining("is a file");
    }

    @Test
    void shouldSetDamagedFilesAsideAndGoOn() throws IOException {
        try (RingDirectory rings = open()) {
            append(rings.open(FUNCTION, 4), FUNCTION);
            append(rings.open("d/cut", 4), "d/cut");
        }
        Path file = RingDirectory.ringFile(directory(), FUNCTION);
        byte[] bytes = Files.readAllBytes(file);
        bytes[RingLayout.ID_OFFSET] ^= 1;
        Files.write(file, bytes);
        Path cut = RingDirectory.ringFile(directory(), "d/cut");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 1100));
        Files.write(directory().resolve("x.ring-new"), bytes);
        assertThatThrownBy(() -> RingReader.read(file)).hasMessageContaining("checksum");
        assertThatThrownBy(() -> RingReader.read(cut)).hasMessageContaining("does not fit");
        try (RingDirectory rings = open()) {
            assertThat(rings.earlierLife().orElseThrow().damagedFiles()).isEqualTo(2);
            append(rings.open(FUNCTION, 4), FUNCTION);
            assertThat(read(FUNCTION).entries()).hasSize(1);
            assertThat(directory().resolve("d%2ff.ring-damaged-1")).exists();
            assertThat(directory().resolve("x.ring-new")).doesNotExist();
        }
    }

    @Test
    void shouldMarkAnEntryTornWhenItsWordsDoNotBelongTogether() throws IOException {
        try (RingDirectory rings = open()) {
            CircularBuffer ring = rings.open(FUNCTION, 4);
            append(ring, FUNCTION);
            append(ring, FUNCTION);
        }
        Path file = RingDirectory.ringFile(directory(), FUNCTION);
        byte[] bytes = Files.readAllBytes(file);
        bytes[RingLayout.HEADER_BYTES + RingLayout.ADDRESS_OFFSET + 3] ^= 4;
        Files.write(file, bytes);
        assertThat(read(FUNCTION).entries())
                .extracting(RingEntry::state)
                .containsExactly(RingEntry.State.TORN, RingEntry.State.DEFERRED);
    }
}
