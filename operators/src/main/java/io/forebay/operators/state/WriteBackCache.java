package io.forebay.operators.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * Live objects of the most recently used keys over keyed state. A missing one is loaded from state;
 * a changed one is written back when it is evicted and by {@link #flush}, or frozen for a
 * checkpoint by {@link #freeze}. All leave the current key as it was. Task thread only.
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

        /** Whether keyed state does not hold it as it is. */
        boolean dirty;

        /** Whether it was used since it was frozen or written. */
        boolean used;

        long lastActiveMillis;
        long timerMillis;

        Entry(V value, long lastActiveMillis, long timerMillis) {
            this.value = value;
            this.lastActiveMillis = lastActiveMillis;
            this.timerMillis = timerMillis;
        }
    }

    private final int capacity;
    private final StateCodec<V> codec;
    private final KeyContext keys;
    private final ValueState<byte[]> state;
    private final LinkedHashMap<String, Entry<V>> entries =
            new LinkedHashMap<>(16, LOAD_FACTOR, true);

    /** The entry that was asked for last. */
    private Entry<V> newest;

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

    /**
     * The live object of the current key, which must be {@code key}, to be changed; a new one when
     * there is none.
     */
    public V forUpdate(String key) throws Exception {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            makeRoom();
            StoredObject stored = stored(key);
            boolean isThere = stored != null && stored.object() != null;
            entry = put(key, isThere ? read(key, stored) : made(key, stored));
        } else {
            hits++;
        }
        newest = entry;
        return use(entry);
    }

    /**
     * The live object of the current key, which must be {@code key}, to be changed; null when there
     * is none, or it was dropped.
     */
    public V find(String key) throws Exception {
        if (!entries.containsKey(key)) {
            StoredObject stored = stored(key);
            if (stored == null || stored.object() == null) {
                return null;
            }
            makeRoom();
            newest = put(key, read(key, stored));
        } else {
            newest = entries.get(key);
            hits++;
        }
        return use(newest);
    }

    private V use(Entry<V> entry) {
        entry.dirty = true;
        entry.used = true;
        return entry.value;
    }

    /** Notes that the object asked for last was needed; whether it has no timer yet. */
    boolean touch(long millis) {
        newest.lastActiveMillis = Math.max(newest.lastActiveMillis, millis);
        return newest.timerMillis == StoredObject.NEVER;
    }

    /** When the object asked for last was needed last. */
    long lastActiveMillis() {
        return newest.lastActiveMillis;
    }

    /** The timer of the object asked for last; {@link StoredObject#NEVER} when it has none. */
    long timerMillis() {
        return newest.timerMillis;
    }

    void setTimerMillis(long millis) {
        newest.timerMillis = millis;
    }

    /** Drops the object of the current key, which must be {@code key}, but for its counter. */
    void drop(String key) throws Exception {
        Entry<V> entry = entries.remove(key);
        newest = null;
        state.update(StoredObject.dropped(codec.counterOf(entry.value)).toBytes());
    }

    /** Writes back and lets go of the objects of some keys: they are read anew when needed. */
    void release(Predicate<String> isMeant) throws Exception {
        Object current = keys.getCurrentKey();
        newest = null;
        var all = entries.entrySet().iterator();
        boolean moved = false;
        while (all.hasNext()) {
            Map.Entry<String, Entry<V>> entry = all.next();
            if (isMeant.test(entry.getKey())) {
                if (entry.getValue().dirty) {
                    writeBack(entry.getKey(), entry.getValue());
                    moved = true;
                }
                all.remove();
            }
        }
        if (moved && current != null) {
            keys.setCurrentKey(current);
        }
    }

    /** Writes back what changed since it was loaded or last written. */
    public void flush() throws Exception {
        freeze(0);
    }

    /**
     * What the checkpoint that is taken now has to hold besides keyed state. Objects that were used
     * since the last one are frozen, as far as memory goes; the other changed ones are written
     * back.
     *
     * @param mostBytes memory that frozen objects may take
     */
    List<FrozenEntry> freeze(long mostBytes) throws Exception {
        Object current = keys.getCurrentKey();
        List<FrozenEntry> frozen = new ArrayList<>();
        long leftBytes = mostBytes;
        boolean moved = false;
        for (Map.Entry<String, Entry<V>> keyed : entries.entrySet()) {
            Entry<V> entry = keyed.getValue();
            if (entry.used && leftBytes > 0) {
                FrozenEntry copy = frozen(keyed.getKey(), entry);
                frozen.add(copy);
                leftBytes -= copy.object().heapBytes();
                entry.used = false;
            } else if (entry.dirty) {
                writeBack(keyed.getKey(), entry);
                moved = true;
            }
        }
        if (moved) {
            keys.setCurrentKey(current);
        }
        return frozen;
    }

    /** Puts into keyed state what a checkpoint held besides it; before anything is asked for. */
    void restore(String key, byte[] stored) throws Exception {
        keys.setCurrentKey(key);
        state.update(stored);
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

    /** What lies in keyed state for the current key, or null. */
    private StoredObject stored(String key) throws Exception {
        byte[] bytes = state.value();
        if (bytes == null) {
            return null;
        }
        try {
            return StoredObject.read(bytes);
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    private Entry<V> made(String key, StoredObject dropped) {
        V value = dropped == null ? codec.create(key) : codec.create(key, dropped.counter());
        return new Entry<>(value, StoredObject.NEVER, StoredObject.NEVER);
    }

    private Entry<V> read(String key, StoredObject stored) throws IOException {
        try {
            V value = codec.read(key, stored.object());
            return new Entry<>(value, stored.lastActiveMillis(), stored.timerMillis());
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(key, e);
        }
    }

    private Entry<V> put(String key, Entry<V> entry) {
        misses++;
        entries.put(key, entry);
        return entry;
    }

    private void makeRoom() throws Exception {
        if (entries.size() >= capacity) {
            evictEldest();
        }
    }

    private static IOException unreadable(String key, Exception cause) {
        return new IOException("state cannot be read: key=" + key, cause);
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

    private FrozenEntry frozen(String key, Entry<V> entry) throws IOException {
        return new FrozenEntry(
                key, entry.lastActiveMillis, entry.timerMillis, codec.freeze(entry.value));
    }

    private void writeBack(String key, Entry<V> entry) throws Exception {
        keys.setCurrentKey(key);
        state.update(frozen(key, entry).toBytes());
        entry.dirty = false;
        entry.used = false;
        writeBacks++;
    }
}
