package io.forebay.traces.tlp;

import io.forebay.schemas.Operation;

/**
 * The fields of one decoded TLP; reused for the next. Names follow the PCI Express Base
 * Specification. Fields that the type does not have are 0.
 */
public final class Tlp {
    /** The specification allows four end-to-end prefixes; local ones come on top. */
    static final int MAX_PREFIXES = 8;

    private static final int RELAXED_ORDERING = 2;

    final int[] prefixes = new int[MAX_PREFIXES];
    int prefixCount;
    TlpType type;
    int typeCode;
    int trafficClass;
    int attributes;
    boolean lightweightNotification;
    boolean processingHints;
    boolean hasDigest;
    boolean poisoned;
    int addressType;
    int lengthWords;
    int requesterId;
    int tag;
    int firstByteEnable;
    int lastByteEnable;
    long address;
    int processingHint;
    int targetId;
    int register;
    int completerId;
    int completionStatus;
    boolean byteCountModified;
    int byteCount;
    int lowerAddress;
    int messageCode;
    long messageWords;
    int payloadOffset;
    int payloadBytes;
    int digest;
    String violation;

    void clear() {
        prefixCount = 0;
        firstByteEnable = 0;
        lastByteEnable = 0;
        address = 0;
        processingHint = 0;
        targetId = 0;
        register = 0;
        completerId = 0;
        completionStatus = 0;
        byteCountModified = false;
        byteCount = 0;
        lowerAddress = 0;
        messageCode = 0;
        messageWords = 0;
        payloadOffset = 0;
        payloadBytes = 0;
        digest = 0;
        violation = null;
    }

    /** Prefix words before the header. */
    public int prefixCount() {
        return prefixCount;
    }

    /** A prefix word, the first on the wire is 0. */
    public TlpPrefix prefix(int index) {
        return new TlpPrefix(prefixes[index]);
    }

    public TlpType type() {
        return type;
    }

    /** The Type field: 5 bits; of messages the lower three are {@link #messageRouting()}. */
    public int typeCode() {
        return typeCode;
    }

    /** TC: 0 to 7. */
    public int trafficClass() {
        return trafficClass;
    }

    /** Attr: bit 0 no snoop, bit 1 relaxed ordering, bit 2 id-based ordering. */
    public int attributes() {
        return attributes;
    }

    /** Whether the relaxed ordering attribute is set. */
    public boolean hasRelaxedOrdering() {
        return (attributes & RELAXED_ORDERING) != 0;
    }

    /** LN. */
    public boolean isLightweightNotification() {
        return lightweightNotification;
    }

    /** TH: whether the request carries processing hints. */
    public boolean hasProcessingHints() {
        return processingHints;
    }

    /** TD: whether a digest word ends the packet. */
    public boolean hasDigest() {
        return hasDigest;
    }

    /** EP: whether the sender marked the data as bad. */
    public boolean isPoisoned() {
        return poisoned;
    }

    /** AT: 0 untranslated, 1 translation request, 2 translated. */
    public int addressType() {
        return addressType;
    }

    /** Length in DW, 1 to 1,024; 0 for completions and messages without data. */
    public int lengthWords() {
        return lengthWords;
    }

    /** Function that sent the request; of a completion, the one it goes to. 16 bits. */
    public int requesterId() {
        return requesterId;
    }

    /** Tag with its upper bits T8 and T9: 10 bits. */
    public int tag() {
        return tag;
    }

    /** Enabled bytes of the first DW: bit 0 is the lowest byte. */
    public int firstByteEnable() {
        return firstByteEnable;
    }

    /** Enabled bytes of the last DW; 0 when there is only one. */
    public int lastByteEnable() {
        return lastByteEnable;
    }

    /** Address of the first DW of memory, I/O and atomic requests, unsigned. */
    public long address() {
        return address;
    }

    /** PH, the two lowest bits of the address field. */
    public int processingHint() {
        return processingHint;
    }

    /** Function that a configuration request goes to. */
    public int targetId() {
        return targetId;
    }

    /** Byte offset of the configuration register, a multiple of 4 below 4,096. */
    public int register() {
        return register;
    }

    public int completerId() {
        return completerId;
    }

    /** Completion status: 0 successful, 1 unsupported request, 2 retry, 4 completer abort. */
    public int completionStatus() {
        return completionStatus;
    }

    /** BCM. */
    public boolean isByteCountModified() {
        return byteCountModified;
    }

    /** Bytes still to come for the request, this completion's among them: 1 to 4,096. */
    public int byteCount() {
        return byteCount;
    }

    /** Lower seven bits of the address of a completion's first byte. */
    public int lowerAddress() {
        return lowerAddress;
    }

    public int messageCode() {
        return messageCode;
    }

    /** Routing of a message: the lower three bits of its type. */
    public int messageRouting() {
        return typeCode & 7;
    }

    /** The third and fourth header DW of a message: an address when it is routed by address. */
    public long messageWords() {
        return messageWords;
    }

    /** Index of the data in the array that was decoded. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Data of the packet that is in the array: less than its length says when it was cut off. */
    public int payloadBytes() {
        return payloadBytes;
    }

    /** The digest word; 0 without one, or when it was cut off. */
    public int digest() {
        return digest;
    }

    /** A rule of the specification that the sender broke though the packet can be read; or null. */
    public String violation() {
        return violation;
    }

    /**
     * First byte that a request touches: the address and the first enabled byte of it; the register
     * of a configuration request.
     */
    public long firstByteAddress() {
        long first = type.isConfiguration() ? register : address;
        return type.isAtomic() || isSteered() || firstByteEnable == 0
                ? first
                : first + Integer.numberOfTrailingZeros(firstByteEnable);
    }

    /**
     * Bytes the transaction moves: of reads and writes from the first to the last enabled byte, 0
     * for a zero-length read; of atomics one operand; of messages and completions their data.
     */
    public int transferBytes() {
        int bytes = lengthWords * 4;
        if (type.isCompletion()) {
            return type.hasData() ? Math.min(byteCount, bytes - (lowerAddress & 3)) : 0;
        }
        if (type.isMessage()) {
            return type.hasData() ? bytes : 0;
        }
        if (type.isAtomic()) {
            boolean hasTwoOperands = type == TlpType.CAS || type == TlpType.CAS_64;
            return hasTwoOperands ? bytes / 2 : bytes;
        }
        if (isSteered()) {
            return bytes;
        }
        if (lengthWords == 1) {
            return firstByteEnable == 0
                    ? 0
                    : 32
                            - Integer.numberOfLeadingZeros(firstByteEnable)
                            - Integer.numberOfTrailingZeros(firstByteEnable);
        }
        int before = firstByteEnable == 0 ? 4 : Integer.numberOfTrailingZeros(firstByteEnable);
        int behind =
                lastByteEnable == 0 ? 4 : Integer.numberOfLeadingZeros(lastByteEnable) - (32 - 4);
        return bytes - before - behind;
    }

    /** A read with processing hints has its steering tag in place of byte enables: all are set. */
    boolean isSteered() {
        return processingHints && type.operation() == Operation.READ;
    }

    /** A function's name as lspci prints it: {@code bus:device.function} in hexadecimal. */
    public static String functionName(int id) {
        String bus = Integer.toHexString(0x100 | (id >>> 8 & 0xff)).substring(1);
        String device = Integer.toHexString(0x100 | (id >>> 3 & 0x1f)).substring(1);
        return bus + ":" + device + "." + (id & 7);
    }
}
