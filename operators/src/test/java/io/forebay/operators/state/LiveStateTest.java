package io.forebay.operators.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class LiveStateTest {
    private static final List<FrozenEntry> ENTRIES =
            List.of(
                    new FrozenEntry(
                            "device0/volume1", 17, 42, FrozenObject.of(new byte[] {1, 2, 3})),
                    new FrozenEntry(
                            "device0/größe",
                            StoredObject.NEVER,
                            StoredObject.NEVER,
                            FrozenObject.of(new byte[0])));

    @Test
    void shouldKeepItsBytes() throws IOException {
        Golden.assertUnchanged("live-state-v1", bytes());
    }

    @Test
    void shouldReadReleasedBytes() throws Exception {
        List<String> keys = new ArrayList<>();
        List<byte[]> objects = new ArrayList<>();

        LiveState.read(
                new ByteArrayInputStream(Golden.read("live-state-v1")),
                (key, stored) -> {
                    keys.add(key);
                    objects.add(stored);
                });

        assertThat(keys).containsExactly("device0/volume1", "device0/größe");
        assertThat(objects.get(0)).isEqualTo(ENTRIES.get(0).toBytes());
        assertThat(objects.get(1)).isEqualTo(ENTRIES.get(1).toBytes());
    }

    @Test
    void shouldRefuseOtherVersions() throws IOException {
        byte[] other = bytes();
        other[3] = 9;

        assertThatThrownBy(() -> read(other))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of live state: version=9, supported=1");
    }

    @Test
    void shouldRefuseEveryCutAndLengthsBeyondTheEnd() throws IOException {
        byte[] whole = bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
        byte[] huge = bytes();
        int lengthAt = 8 + 1 + "device0/volume1".length();
        huge[lengthAt] = 0x7F;
        assertThatThrownBy(() -> read(huge))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("live state is cut short: key=device0/volume1");
    }

    @Test
    void shouldRestBetweenObjects() throws IOException {
        List<Long> rests = new ArrayList<>();
        var clockNanos = new AtomicLong();
        // Its clock goes on by a millisecond each time it is looked at.
        var pace =
                new Pace(
                        Long.MAX_VALUE,
                        ENTRIES.size(),
                        () -> clockNanos.addAndGet(1_000_000),
                        rests::add);

        LiveState.write(ENTRIES, pace, new DataOutputSerializer(64));

        assertThat(rests).hasSize(ENTRIES.size() - 1).containsOnly(7_000_000L);
    }

    private static void read(byte[] bytes) throws Exception {
        LiveState.read(new ByteArrayInputStream(bytes), (key, stored) -> {});
    }

    private static byte[] bytes() throws IOException {
        var out = new DataOutputSerializer(64);
        LiveState.write(ENTRIES, new Pace(0, 1), out);
        return out.getCopyOfBuffer();
    }
}
