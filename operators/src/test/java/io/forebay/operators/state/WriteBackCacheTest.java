package io.forebay.operators.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.junit.jupiter.api.Test;

class WriteBackCacheTest {
    private static final long ENOUGH = 1 << 20;

    private final FakeBackend backend = new FakeBackend();

    @Test
    void shouldRefuseCapacityBelowOne() {
        assertThatThrownBy(() -> cache(0)).hasMessage("cache is too small: capacity=0");
    }

    @Test
    void shouldTouchStateOnceForManyUpdates() throws Exception {
        var cache = cache(2);
        for (int i = 0; i < 100; i++) {
            increment(cache, "a");
        }
        assertThat(backend.accesses).containsExactly("load a");

        cache.flush();

        assertThat(backend.accesses).containsExactly("load a", "save a=100");
        assertThat(cache.hits()).isEqualTo(99);
        assertThat(cache.misses()).isEqualTo(1);
    }

    @Test
    void shouldWriteLeastRecentlyUsedBackUnderItsOwnKey() throws Exception {
        var cache = cache(2);
        increment(cache, "a");
        increment(cache, "b");
        increment(cache, "a");
        increment(cache, "c");

        assertThat(backend.accesses).containsExactly("load a", "load b", "save b=1", "load c");
        assertThat(backend.currentKey).isEqualTo("c");
        assertThat(cache.evictions()).isEqualTo(1);
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void shouldRestoreCurrentKeyAfterFlush() throws Exception {
        var cache = cache(4);
        increment(cache, "a");
        increment(cache, "b");
        increment(cache, "c");
        backend.setCurrentKey("b");

        cache.flush();

        assertThat(backend.currentKey).isEqualTo("b");
    }

    @Test
    void shouldWriteOnlyWhatChangedSinceLastFlush() throws Exception {
        var cache = cache(3);
        increment(cache, "a");
        increment(cache, "b");
        cache.flush();
        increment(cache, "b");
        backend.accesses.clear();

        cache.flush();
        cache.flush();

        assertThat(backend.accesses).containsExactly("save b=2");
        assertThat(cache.writeBacks()).isEqualTo(3);
    }

    @Test
    void shouldEvictUnchangedWithoutWriting() throws Exception {
        var cache = cache(1);
        increment(cache, "a");
        cache.flush();
        backend.accesses.clear();

        increment(cache, "b");

        assertThat(backend.accesses).containsExactly("load b");
    }

    @Test
    void shouldNameKeyWhenStateCannotBeRead() {
        backend.stored.put("a", new byte[] {1});

        assertThatThrownBy(() -> increment(cache(1), "a"))
                .isInstanceOf(IOException.class)
                .hasMessage("state cannot be read: key=a");
    }

    @Test
    void shouldFreezeWhatWasUsedAndWriteBackWhatWasNot() throws Exception {
        var cache = cache(4);
        increment(cache, "a");
        increment(cache, "b");
        backend.accesses.clear();
        assertThat(cache.freeze(ENOUGH)).extracting(FrozenEntry::key).containsExactly("a", "b");
        assertThat(backend.accesses).isEmpty();

        increment(cache, "b");
        assertThat(cache.freeze(ENOUGH)).extracting(FrozenEntry::key).containsExactly("b");
        assertThat(backend.accesses).containsExactly("save a=1");
        assertThat(backend.currentKey).isEqualTo("b");

        assertThat(cache.freeze(ENOUGH)).isEmpty();
        assertThat(backend.accesses).containsExactly("save a=1", "save b=2");
    }

    @Test
    void shouldWriteBackWhatMemoryDoesNotHoldWhenFreezing() throws Exception {
        var cache = cache(4);
        increment(cache, "a");
        increment(cache, "b");

        assertThat(cache.freeze(1)).extracting(FrozenEntry::key).containsExactly("a");
        assertThat(backend.accesses).containsExactly("load a", "load b", "save b=1");
    }

    @Property(tries = 200)
    void shouldHoldEveryCountInKeyedStateAndFrozenOnes(
            @ForAll @Size(max = 200) List<@IntRange(min = -1, max = 9) Integer> uses,
            @ForAll @IntRange(min = 1, max = 12) int capacity,
            @ForAll @IntRange(max = 60) int mostBytes)
            throws Exception {
        var fresh = new FakeBackend();
        var cache = new WriteBackCache<>(capacity, new CountCodec(), fresh, fresh);
        Map<String, Long> expected = new HashMap<>();
        for (int use : uses) {
            if (use >= 0) {
                String key = "k" + use;
                fresh.setCurrentKey(key);
                cache.forUpdate(key)[0]++;
                expected.merge(key, 1L, Long::sum);
                continue;
            }
            Map<String, Long> held = new HashMap<>();
            List<FrozenEntry> frozen = cache.freeze(mostBytes);
            fresh.stored.forEach((key, bytes) -> held.put(key, countIn(bytes)));
            for (FrozenEntry entry : frozen) {
                held.put(entry.key(), countIn(entry.toBytes()));
            }
            assertThat(held).isEqualTo(expected);
        }
    }

    @Property(tries = 200)
    void shouldCountLikeUncached(
            @ForAll @Size(max = 200) List<@IntRange(min = -1, max = 9) Integer> uses,
            @ForAll @IntRange(min = 1, max = 12) int capacity)
            throws Exception {
        var fresh = new FakeBackend();
        var cache = new WriteBackCache<>(capacity, new CountCodec(), fresh, fresh);
        Map<String, Long> expected = new HashMap<>();
        for (int use : uses) {
            if (use < 0) {
                cache.flush();
                continue;
            }
            String key = "k" + use;
            fresh.setCurrentKey(key);
            cache.forUpdate(key)[0]++;
            expected.merge(key, 1L, Long::sum);
        }
        cache.flush();

        Map<String, Long> stored = new HashMap<>();
        fresh.stored.forEach((key, bytes) -> stored.put(key, countIn(bytes)));
        assertThat(stored).isEqualTo(expected);
        assertThat(cache.size()).isLessThanOrEqualTo(capacity);
    }

    private WriteBackCache<long[]> cache(int capacity) {
        return new WriteBackCache<>(capacity, new CountCodec(), backend, backend);
    }

    /** The object stands at the end of what is stored. */
    private static long countIn(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong(stored.length - Long.BYTES);
    }

    private void increment(WriteBackCache<long[]> cache, String key) throws Exception {
        backend.setCurrentKey(key);
        cache.forUpdate(key)[0]++;
    }

    private static final class CountCodec implements StateCodec<long[]> {
        @Override
        public long[] create(String key) {
            return new long[1];
        }

        @Override
        public long counterOf(long[] value) {
            return value[0];
        }

        @Override
        public long[] create(String key, long counter) {
            return new long[] {counter};
        }

        @Override
        public byte[] write(long[] value) {
            return ByteBuffer.allocate(Long.BYTES).putLong(value[0]).array();
        }

        @Override
        public long[] read(String key, byte[] bytes) throws IOException {
            if (bytes.length != Long.BYTES) {
                throw new IOException("cut short");
            }
            return new long[] {ByteBuffer.wrap(bytes).getLong()};
        }
    }

    /** Keyed state in a map, with a list of what was done to it. */
    private static final class FakeBackend implements KeyContext, ValueState<byte[]> {
        final Map<String, byte[]> stored = new HashMap<>();
        final List<String> accesses = new ArrayList<>();
        Object currentKey;

        @Override
        public void setCurrentKey(Object key) {
            currentKey = key;
        }

        @Override
        public Object getCurrentKey() {
            return currentKey;
        }

        @Override
        public byte[] value() {
            accesses.add("load " + currentKey);
            return stored.get((String) currentKey);
        }

        @Override
        public void update(byte[] value) {
            accesses.add("save " + currentKey + "=" + countIn(value));
            stored.put((String) currentKey, value);
        }

        @Override
        public void clear() {
            stored.remove((String) currentKey);
        }
    }
}
