package io.forebay.operators.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.Golden;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StoredObjectTest {
    private static final StoredObject KEPT =
            new StoredObject(1_700_000_000_123L, 1_700_086_400_123L, 0, new byte[] {1, 2, 3});

    @Test
    void shouldKeepItsBytes() throws IOException {
        Golden.assertUnchanged("stored-object-v1", KEPT.toBytes());
        Golden.assertUnchanged("dropped-object-v1", StoredObject.dropped(42).toBytes());
    }

    @Test
    void shouldReadBackWhatWasWritten() throws IOException {
        StoredObject kept = StoredObject.read(Golden.read("stored-object-v1"));
        assertThat(kept.lastActiveMillis()).isEqualTo(KEPT.lastActiveMillis());
        assertThat(kept.timerMillis()).isEqualTo(KEPT.timerMillis());
        assertThat(kept.object()).isEqualTo(KEPT.object());

        StoredObject dropped = StoredObject.read(Golden.read("dropped-object-v1"));
        assertThat(dropped.object()).isNull();
        assertThat(dropped.counter()).isEqualTo(42);
    }

    @Test
    void shouldRefuseOtherVersionsAndDamage() throws IOException {
        byte[] other = KEPT.toBytes();
        other[3] = 9;
        assertThatThrownBy(() -> StoredObject.read(other))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of state of a key: version=9, supported=1");
        byte[] cut = Arrays.copyOf(KEPT.toBytes(), 22);
        assertThatThrownBy(() -> StoredObject.read(cut)).isInstanceOf(IOException.class);
    }
}
