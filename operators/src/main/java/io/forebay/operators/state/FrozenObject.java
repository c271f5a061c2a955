package io.forebay.operators.state;

import java.io.IOException;

/**
 * A live object as it was when it was frozen. It becomes bytes later, by one thread at a time; what
 * it was made of may change meanwhile.
 */
public interface FrozenObject {
    /** Memory it takes until then. */
    long heapBytes();

    /** Its bytes as of then. */
    byte[] toBytes() throws IOException;

    /** One that became bytes at once. */
    static FrozenObject of(byte[] bytes) {
        return new FrozenObject() {
            @Override
            public long heapBytes() {
                return bytes.length;
            }

            @Override
            public byte[] toBytes() {
                return bytes;
            }
        };
    }
}
