package io.forebay.operators.state;

import java.io.IOException;

/**
 * How a live object becomes bytes in keyed state and comes back. The bytes start with the version
 * of their format. One thread.
 *
 * @param <V> the live object
 */
public interface StateCodec<V> {
    /** The object of a key that has no state yet. */
    V create(String key);

    byte[] write(V value) throws IOException;

    /** What {@link #write} gives now, to become bytes later where that is cheaper. */
    default FrozenObject freeze(V value) throws IOException {
        return FrozenObject.of(write(value));
    }

    /**
     * Restores what {@link #write} gave, bit for bit.
     *
     * @throws IOException when the format version is unknown or the bytes end early
     */
    V read(String key, byte[] bytes) throws IOException;

    /** The number that goes on when the object is dropped and its key comes back. */
    long counterOf(V value);

    /** A new object for a key that comes back, whose counter goes on. */
    V create(String key, long counter);
}
