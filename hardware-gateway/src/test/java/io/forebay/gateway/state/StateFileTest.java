package io.forebay.gateway.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir Path root;

    private StateDirectory open(String deviceId) throws IOException {
        return StateDirectory.open(Optional.of(root.resolve("state")), deviceId);
    }

    @Test
    void shouldReadWhatWasWrittenLast() throws IOException {
        try (StateDirectory state = open("dev")) {
            StateFile file = state.file("election");
            assertThat(file.read()).isEmpty();
            file.write(List.of("a", "b c"));
            file.write(List.of("d"));
            assertThat(state.file("election").read()).contains(List.of("d"));
        }
        assertThat(Files.readAllLines(root.resolve("state/election")))
                .startsWith("forebay election 1", "d")
                .hasSize(3);
    }

    /** A file cut off or changed anywhere is never taken for a state. */
    @Test
    void shouldNameFileWhenItIsDamaged() throws IOException {
        try (StateDirectory state = open("dev")) {
            StateFile file = state.file("election");
            file.write(List.of("election_id 0:17", "controller job"));
            Path path = root.resolve("state/election");
            byte[] good = Files.readAllBytes(path);
            for (int length = 0; length < good.length; length++) {
                Files.write(path, Arrays.copyOf(good, length));
                assertDamaged(file, path);
            }
            var random = new SplittableRandom(5);
            for (int i = 0; i < 500; i++) {
                byte[] bad = good.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(path, bad);
                assertDamaged(file, path);
            }
            Files.write(path, good);
            assertThat(file.read()).contains(List.of("election_id 0:17", "controller job"));
            Files.write(path, new byte[] {'x'}, StandardOpenOption.APPEND);
            assertDamaged(file, path);
        }
    }

    private static void assertDamaged(StateFile file, Path path) {
        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("state of the gateway is damaged: file=" + path);
    }

    @Test
    void shouldRefuseFileOfAnotherKind() throws IOException {
        try (StateDirectory state = open("dev")) {
            state.file("one").write(List.of("x"));
            Files.move(root.resolve("state/one"), root.resolve("state/two"));
            assertThatThrownBy(() -> state.file("two").read())
                    .hasMessageContaining("begins with 'forebay one 1' instead of 'forebay two 1'");
        }
    }

    @Test
    void shouldBeHeldByOneGatewayOfOneDevice() throws IOException {
        try (StateDirectory held = open("dev")) {
            assertThat(held.file("x").read()).isEmpty();
            assertThatThrownBy(() -> open("dev"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another gateway uses the state directory");
        }
        assertThatThrownBy(() -> open("other"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its device=dev, device=other");
        open("dev").close();
    }

    @Test
    void shouldLeaveNothingBehindWhenTemporary() throws IOException {
        Path directory;
        try (StateDirectory state = StateDirectory.open(Optional.empty(), "dev")) {
            directory = state.path();
            state.file("x").write(List.of("y"));
            assertThat(directory.resolve("x")).exists();
        }
        assertThat(directory).doesNotExist();
    }
}
