package io.forebay.traces.capture;

/**
 * One captured packet, where it lies in the reader's buffer; overwritten by the next.
 *
 * <p>{@code data} is valid from {@code offset} for {@code capturedLength} bytes and only until the
 * next packet is read.
 */
final class CapturedPacket {
    byte[] data;
    int offset;
    int capturedLength;

    /** Length on the wire, at least {@code capturedLength}. */
    long originalLength;

    /** Nanoseconds since the Unix epoch. */
    long timeNanos;

    int linkType;

    /** Number of the interface within its section; 0 where the format knows none. */
    int interfaceNumber;

    /** Interfaces of all sections are told apart by this number; counts from 0. */
    long interfaceKey;

    /** Byte offset of the packet's record in the uncompressed file. */
    long position;
}
