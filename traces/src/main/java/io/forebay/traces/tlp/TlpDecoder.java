package io.forebay.traces.tlp;

/**
 * Decodes TLPs as the PCI Express Base Specification lays them out outside of flit mode: prefixes,
 * header, data, digest, each DW in wire order (big-endian).
 *
 * <p>Flit mode has its own header layout, whose first byte is a type of its own. It cannot be told
 * apart for sure from a header alone: types that only flit mode has, and its one-DW NOP, are
 * refused with a reason that says so.
 *
 * <p>Stateless; any thread.
 */
public final class TlpDecoder {
    /** Length of a header as error logs hold it, padded where the TLP has only three DW. */
    static final int HEADER_LOG_BYTES = 16;

    private static final int WORD_BYTES = 4;
    private static final int FLIT_MODE_PREFIX = 0b01101;
    private static final int TRUSTED_CONFIGURATION = 0b11011;
    private static final int MAX_END_TO_END_PREFIXES = 4;

    private TlpDecoder() {}

    /**
     * Decodes one TLP.
     *
     * @param captured bytes of it in {@code data}; less than {@code original} when a snap length
     *     cut it off, which must leave prefixes and header whole
     * @param original bytes it had on the wire
     * @return why it cannot be used, or null
     */
    public static String decode(byte[] data, int offset, int captured, long original, Tlp tlp) {
        String fault = decodeHeader(data, offset, captured, tlp);
        if (fault != null) {
            return fault;
        }
        long expected =
                (long) tlp.payloadOffset
                        - offset
                        + payloadLength(tlp)
                        + (tlp.hasDigest ? WORD_BYTES : 0);
        if (original < expected) {
            return "TLP is shorter than its header says: bytes="
                    + original
                    + ", expected="
                    + expected;
        }
        if (original > expected) {
            return "bytes behind the TLP: bytes=" + (original - expected);
        }
        takeData(data, offset + captured, tlp);
        return null;
    }

    /**
     * Decodes a header log, which holds prefixes and header but neither data nor digest.
     *
     * @return why it cannot be used, or null
     */
    public static String decodeHeaderLog(byte[] data, int offset, int length, Tlp tlp) {
        String fault = decodeHeader(data, offset, length, tlp);
        tlp.payloadBytes = 0;
        return fault;
    }

    /** Decodes prefixes and header; the data is not looked at. */
    private static String decodeHeader(byte[] data, int offset, int captured, Tlp tlp) {
        tlp.clear();
        if (captured == WORD_BYTES && word(data, offset) == 0) {
            return "flit mode is not supported: one DW of zeros is a flit mode NOP";
        }
        int index = offset;
        int end = offset + captured;
        int endToEnd = 0;
        while (index + WORD_BYTES <= end && (data[index] & 0xff) >>> 5 == TlpPrefix.FORMAT) {
            int code = data[index] & 0x1f;
            if (code == FLIT_MODE_PREFIX) {
                return "flit mode is not supported: flit mode local prefix";
            }
            boolean isEndToEnd = (code & 0x10) != 0;
            if (!isEndToEnd && endToEnd > 0) {
                return "local prefix behind an end-to-end prefix: type=" + code;
            }
            if (isEndToEnd && ++endToEnd > MAX_END_TO_END_PREFIXES) {
                return "too many end-to-end prefixes: max=" + MAX_END_TO_END_PREFIXES;
            }
            if (tlp.prefixCount == Tlp.MAX_PREFIXES) {
                return "too many prefixes: max=" + Tlp.MAX_PREFIXES;
            }
            tlp.prefixes[tlp.prefixCount++] = word(data, index);
            index += WORD_BYTES;
        }
        if (end - index < WORD_BYTES) {
            return "TLP ends before its header: bytes=" + captured;
        }
        int format = (data[index] & 0xff) >>> 5;
        tlp.typeCode = data[index] & 0x1f;
        tlp.type = TlpType.of(format, tlp.typeCode);
        if (tlp.type == null) {
            return reservedType(format, tlp.typeCode);
        }
        if (end - index < tlp.type.headerWords() * WORD_BYTES) {
            return "TLP ends inside its header: bytes="
                    + (end - index)
                    + ", headerBytes="
                    + tlp.type.headerWords() * WORD_BYTES;
        }
        decodeFields(data, index, tlp);
        tlp.payloadOffset = index + tlp.type.headerWords() * WORD_BYTES;
        return null;
    }

    private static String reservedType(int format, int type) {
        if (type == TRUSTED_CONFIGURATION && format == 0) {
            return "trusted configuration requests are not supported: fmt=0, type=27";
        }
        return "reserved fmt and type (a flit mode TLP? flit mode is not supported): fmt="
                + format
                + ", type="
                + type;
    }

    private static void decodeFields(byte[] data, int index, Tlp tlp) {
        int second = data[index + 1] & 0xff;
        int third = data[index + 2] & 0xff;
        tlp.trafficClass = second >>> 4 & 7;
        tlp.attributes = (second & 4) | (third >>> 4 & 3);
        tlp.lightweightNotification = (second & 2) != 0;
        tlp.processingHints = (second & 1) != 0;
        tlp.hasDigest = (third & 0x80) != 0;
        tlp.poisoned = (third & 0x40) != 0;
        tlp.addressType = third >>> 2 & 3;
        int lengthField = half(data, index + 2) & 0x3ff;
        boolean hasLength =
                tlp.type.hasData() || (!tlp.type.isCompletion() && !tlp.type.isMessage());
        tlp.lengthWords = !hasLength ? 0 : lengthField == 0 ? 1024 : lengthField;
        int upperTag = (second & 0x80) << 2 | (second & 8) << 5;
        if (tlp.type.isCompletion()) {
            decodeCompletion(data, index, tlp);
            tlp.tag = upperTag | (data[index + 10] & 0xff);
            return;
        }
        tlp.requesterId = half(data, index + 4);
        tlp.tag = upperTag | (data[index + 6] & 0xff);
        int seventh = data[index + 7] & 0xff;
        if (tlp.type.isMessage()) {
            tlp.messageCode = seventh;
            tlp.messageWords = longWord(data, index + 8);
            return;
        }
        tlp.firstByteEnable = seventh & 0xf;
        tlp.lastByteEnable = seventh >>> 4;
        if (tlp.type.isConfiguration()) {
            tlp.targetId = half(data, index + 8);
            tlp.register = half(data, index + 10) & 0xffc;
        } else {
            decodeAddress(data, index, tlp);
        }
    }

    private static void decodeCompletion(byte[] data, int index, Tlp tlp) {
        tlp.completerId = half(data, index + 4);
        tlp.completionStatus = (data[index + 6] & 0xff) >>> 5;
        tlp.byteCountModified = (data[index + 6] & 0x10) != 0;
        int count = half(data, index + 6) & 0xfff;
        tlp.byteCount = count == 0 ? 4096 : count;
        tlp.requesterId = half(data, index + 8);
        tlp.lowerAddress = data[index + 11] & 0x7f;
    }

    private static void decodeAddress(byte[] data, int index, Tlp tlp) {
        boolean isLong = tlp.type.headerWords() == 4;
        long field =
                isLong ? longWord(data, index + 8) : Integer.toUnsignedLong(word(data, index + 8));
        tlp.address = field & ~3L;
        tlp.processingHint = (int) field & 3;
        if (isLong && field >>> 32 == 0) {
            tlp.violation = "64-bit address below 4 GiB: address=" + tlp.address;
        } else if ((tlp.address & 0xfff) + tlp.lengthWords * 4L > 4096) {
            tlp.violation = "request crosses a 4 KiB boundary: lengthDw=" + tlp.lengthWords;
        } else if (tlp.isSteered()) {
            tlp.violation = null;
        } else if (tlp.lengthWords == 1 && tlp.lastByteEnable != 0) {
            tlp.violation = "last byte enable of a single DW: lastBe=" + tlp.lastByteEnable;
        } else if (tlp.lengthWords > 1 && (tlp.firstByteEnable == 0 || tlp.lastByteEnable == 0)) {
            tlp.violation =
                    "empty byte enable: firstBe="
                            + tlp.firstByteEnable
                            + ", lastBe="
                            + tlp.lastByteEnable;
        }
    }

    private static int payloadLength(Tlp tlp) {
        return tlp.type.hasData() ? tlp.lengthWords * WORD_BYTES : 0;
    }

    private static void takeData(byte[] data, int end, Tlp tlp) {
        int digestIndex = tlp.payloadOffset + payloadLength(tlp);
        tlp.payloadBytes = Math.min(end, digestIndex) - tlp.payloadOffset;
        tlp.digest = tlp.hasDigest && digestIndex + WORD_BYTES <= end ? word(data, digestIndex) : 0;
    }

    private static int half(byte[] data, int index) {
        return (data[index] & 0xff) << 8 | (data[index + 1] & 0xff);
    }

    private static int word(byte[] data, int index) {
        return half(data, index) << 16 | half(data, index + 2);
    }

    private static long longWord(byte[] data, int index) {
        return (long) word(data, index) << 32 | Integer.toUnsignedLong(word(data, index + 4));
    }
}
