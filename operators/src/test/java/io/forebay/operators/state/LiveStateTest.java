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
    private static final LiveState STATE =
            new LiveState(
                    List.of(
                            new WindowTimers.Timer(1_700_000_000_099L, "device0/volume1"),
                            new WindowTimers.Timer(1_700_000_000_199L, "device0/größe")),
                    ENTRIES);

    /** Keeps what it is given. */
    private static final class Kept implements LiveState.Taker {
        final List<WindowTimers.Timer> timers = new ArrayList<>();
        final List<String> keys = new ArrayList<>();
        final List<byte[]> objects = new ArrayList<>();

        @Override
        public void timer(String key, long millis) {
            timers.add(new WindowTimers.Timer(millis, key));
        }

        @Override
        public void object(String key, byte[] stored) {
            keys.add(key);
            objects.add(stored);
        }
    }

    @Test
    void shouldKeepItsBytes() throws IOException {
        Golden.assertUnchanged("live-state-v1", bytes());
    }

    @Test
    void shouldReadReleasedBytes() throws Exception {
        Kept kept = read(Golden.read("live-state-v1"));

        assertThat(kept.timers).isEqualTo(STATE.timers());
        assertThat(kept.keys).containsExactly("device0/volume1", "device0/größe");
        assertThat(kept.objects.get(0)).isEqualTo(ENTRIES.get(0).toBytes());
        assertThat(kept.objects.get(1)).isEqualTo(ENTRIES.get(1).toBytes());
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
        byte[] huge = bytes(new LiveState(List.of(), ENTRIES));
        int lengthAt = 4 + 4 + 4 + 1 + "device0/volume1".length();
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

        STATE.write(pace, new DataOutputSerializer(64));

        assertThat(rests).hasSize(ENTRIES.size() - 1).containsOnly(7_000_000L);
    }

    private static Kept read(byte[] bytes) throws Exception {
        var kept = new Kept();
        LiveState.read(new ByteArrayInputStream(bytes), kept);
        return kept;
    }

    private static byte[] bytes() throws IOException {
        return bytes(STATE);
    }

    private static byte[] bytes(LiveState state) throws IOException {
        var out = new DataOutputSerializer(64);
        state.write(new Pace(0, 1), out);
        return out.getCopyOfBuffer();
    }
}
