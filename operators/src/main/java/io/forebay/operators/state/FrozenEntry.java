package io.forebay.operators.state;

import java.io.IOException;

/** What the cache held for a key, and the same as {@link StoredObject} will hold it. */
record FrozenEntry(String key, long lastActiveMillis, long timerMillis, FrozenObject object) {
    byte[] toBytes() throws IOException {
        return new StoredObject(lastActiveMillis, timerMillis, 0, object.toBytes()).toBytes();
    }
}
