package io.forebay.gateway.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system of 128 KiB in memory, where this process may mount one. */
class FullDiskTest {
    private static final String FUNCTION = "d/f";

    @TempDir Path temporary;

    private Path disk;
    private boolean isMounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temporary.resolve("disk"));
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString());
        assumeTrue(isMounted, "a tmpfs cannot be mounted here: not root, or not allowed");
    }

    @AfterEach
    void unmount() throws Exception {
        if (isMounted) {
            assertThat(run("umount", "-l", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // No such program.
        }
    }

    @Test
    void shouldFailAtStartNamingPathAndBytesWhenThereIsNoRoom() {
        assertThatThrownBy(() -> RingDirectory.open(disk, "d", 4096))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no room for a ring")
                .hasMessageContaining("directory=" + disk)
                .hasMessageContaining("bytesNeeded=" + RingLayout.fileBytes(4096));
    }

    @Test
    void shouldKeepSizeAndGoOnWhenTheDiskIsFullAtRunTime() throws IOException {
        try (RingDirectory rings = RingDirectory.open(disk, "d", 256)) {
            CircularBuffer ring = rings.open(FUNCTION, 256);
            Path filler = disk.resolve("filler");
            fill(filler);
            for (int i = 0; i < 256; i++) {
                RingDirectoryTest.append(ring, FUNCTION);
            }
            RingDirectoryTest.serve(ring);
            assertThat(ring.resize(512)).isFalse();
            assertThat(rings.refusedResizes()).isEqualTo(1);
            RingDirectoryTest.append(ring, FUNCTION);
            assertThat(read().entries()).hasSize(256);
            assertThat(read().header().head()).isEqualTo(257);

            // All pending, and no room: it goes on in memory, says so, and comes back.
            assertThat(ring.append(CircularBufferTest.element(257))).isEqualTo(CircularBuffer.FULL);
            ring.growAnyhow(512);
            assertThat(ring.isInStorage()).isFalse();
            RingDirectoryTest.append(ring, FUNCTION);
            assertThat(read().header().log()).isEqualTo(RingHeader.Log.NO_ROOM);
            assertThat(read().entries()).hasSize(256);
            assertThat(rings.ringsWithoutRoom()).isEqualTo(1);
            CircularBuffer another = rings.open("d/g", 64);
            RingDirectoryTest.append(another, "d/g");
            assertThat(another.isInStorage()).isFalse();

            Files.delete(filler);
            for (int i = 0; i < 2_000 && !ring.isInStorage(); i++) {
                ring.resize(512);
            }
            assertThat(ring.isInStorage()).isTrue();
            assertThat(read().header().log()).isEqualTo(RingHeader.Log.ON);
            assertThat(read().entries()).hasSize(257);
        }
    }

    private RingReader.Contents read() throws IOException {
        return RingReader.read(RingDirectory.ringFile(disk, FUNCTION));
    }

    private static void fill(Path file) {
        try {
            RingFile.allocate(file, 1 << 20);
        } catch (IOException e) {
            return; // Full.
        }
        throw new IllegalStateException("the file system is larger than it should be");
    }
}
