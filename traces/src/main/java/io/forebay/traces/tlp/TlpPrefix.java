package io.forebay.traces.tlp;

/**
 * A prefix word of a TLP.
 *
 * @param word as on the wire, big-endian
 */
public record TlpPrefix(int word) {

    /** Prefix types that the specification names. */
    public enum Kind {
        MR_IOV(0b00000),
        VENDOR_LOCAL_0(0b01110),
        VENDOR_LOCAL_1(0b01111),
        EXTENDED_TPH(0b10000),
        PASID(0b10001),
        IDE(0b10010),
        VENDOR_END_TO_END_0(0b11110),
        VENDOR_END_TO_END_1(0b11111);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    static final int FORMAT = 0b100;

    /** The Type field: bit 4 is set in end-to-end prefixes. */
    public int type() {
        return word >>> 24 & 0x1f;
    }

    /** Whether switches pass it on. */
    public boolean isEndToEnd() {
        return (type() & 0x10) != 0;
    }

    /** What it is; null for a type that the specification reserves. */
    public Kind kind() {
        for (Kind kind : Kind.values()) {
            if (kind.code == type()) {
                return kind;
            }
        }
        return null;
    }
}
