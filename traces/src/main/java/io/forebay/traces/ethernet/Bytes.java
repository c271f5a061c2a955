package io.forebay.traces.ethernet;

/** Big-endian fields of a byte array. */
final class Bytes {
    private Bytes() {}

    static int u8(byte[] data, int index) {
        return data[index] & 0xff;
    }

    static int u16(byte[] data, int index) {
        return u8(data, index) << 8 | u8(data, index + 1);
    }

    static long u32(byte[] data, int index) {
        return (long) u16(data, index) << 16 | u16(data, index + 2);
    }
}
