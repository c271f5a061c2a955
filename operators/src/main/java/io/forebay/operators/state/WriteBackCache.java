package io.forebay.operators.state;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * Live objects of the most recently used keys over keyed state. A missing one is loaded from state;
 * a changed one is written back when it is evicted and by {@link #flush}, which the operator calls
 * before each checkpoint barrier. Both leave the current key as it was. Task thread only.
 *
 * @param <V> the live object
 */
public final class WriteBackCache<V> {
    /*
     * Reading and writing a value of 16 KiB in RocksDB for each element costs about 75 times what a
     * live object costs, so state is touched once per key and checkpoint, not once per element.
     */
    private static final float LOAD_FACTOR = 0.75f;

    private static final class Entry<V> {
        final V value;
        boolean dirty;

        Entry(V value) {
            this.value = value;
        }
    }

    private final int capacity;
    private final StateCodec<V> codec;
    private final KeyContext keys;
    private final ValueState<byte[]> state;
    private final LinkedHashMap<String, Entry<V>> entries =
            new LinkedHashMap<>(16, LOAD_FACTOR, true);
    private long hits;
    private long misses;
    private long evictions;
    private long writeBacks;

    /**
     * Starts empty.
     *
     * @param capacity most live objects, at least 1
     * @param keys the operator, whose current key the state follows
     */
    public WriteBackCache(
            int capacity, StateCodec<V> codec, KeyContext keys, ValueState<byte[]> state) {
        if (capacity < 1) {
            throw new IllegalArgumentException("cache is too small: capacity=" + capacity);
        }
        this.capacity = capacity;
        this.codec = codec;
        this.keys = keys;
        this.state = state;
    }

    /** The live object of the current key, which must be {@code key}, to be changed. */
    public V forUpdate(String key) throws Exception {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            entry = load(key);
        } else {
            hits++;
        }
        entry.dirty = true;
        return entry.value;
    }

    /** Writes back what changed since it was loaded or last written. */
    public void flush() throws Exception {
        Object current = keys.getCurrentKey();
        boolean moved = false;
        for (Map.Entry<String, Entry<V>> entry : entries.entrySet()) {
            if (entry.getValue().dirty) {
                writeBack(entry.getKey(), entry.getValue());
                moved = true;
            }
        }
        if (moved) {
            keys.setCurrentKey(current);
        }
    }

    public int size() {
        return entries.size();
    }

    public long hits() {
        return hits;
    }

    public long misses() {
        return misses;
    }

    public long evictions() {
        return evictions;
    }

    public long writeBacks() {
        return writeBacks;
    }

    private Entry<V> load(String key) throws Exception {
        misses++;
        if (entries.size() >= capacity) {
            evictEldest();
        }
        byte[] bytes = state.value();
        V value = bytes == null ? codec.create(key) : read(key, bytes);
        var entry = new Entry<>(value);
        entries.put(key, entry);
        return entry;
    }

    private V read(String key, byte[] bytes) throws IOException {
        try {
            return codec.read(key, bytes);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("state cannot be read: key=" + key, e);
        }
    }

    private void evictEldest() throws Exception {
        var eldest = entries.entrySet().iterator();
        Map.Entry<String, Entry<V>> victim = eldest.next();
        if (victim.getValue().dirty) {
            Object current = keys.getCurrentKey();
            writeBack(victim.getKey(), victim.getValue());
            keys.setCurrentKey(current);
        }
        eldest.remove();
        evictions++;
    }

    private void writeBack(String key, Entry<V> entry) throws Exception {
        keys.setCurrentKey(key);
        state.update(codec.write(entry.value));
        entry.dirty = false;
        writeBacks++;
    }
}
