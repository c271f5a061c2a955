package io.forebay.gateway.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of one ring, on the heap or mapped from a file: words of 4 and 8 bytes at aligned
 * offsets, little-endian, each read and written whole. One thread writes; what another thread or
 * process sees of several words is ordered by the two fences only.
 */
class RingMemory {
    /*
     * Access through a view of the buffer is atomic where aligned, on the heap and mapped, and
     * needs no option of the virtual machine; an overtaken copy is found out by its stamp, so
     * fences between plain accesses are all that is needed.
     */
    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer buffer;

    RingMemory(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /** Zeroed memory on the heap for a header and so many slots. */
    static RingMemory onHeap(int capacity) {
        return new RingMemory(ByteBuffer.allocate(RingLayout.fileBytes(capacity)));
    }

    ByteBuffer buffer() {
        return buffer;
    }

    long getLong(int offset) {
        return (long) LONG.get(buffer, offset);
    }

    void putLong(int offset, long value) {
        LONG.set(buffer, offset, value);
    }

    int getInt(int offset) {
        return (int) INT.get(buffer, offset);
    }

    void putInt(int offset, int value) {
        INT.set(buffer, offset, value);
    }

    /** Later stores are seen after earlier ones. */
    static void storeFence() {
        VarHandle.storeStoreFence();
    }

    /** Later loads see no less than earlier ones. */
    static void loadFence() {
        VarHandle.loadLoadFence();
    }
}
