package io.forebay.traces.capture;

/** Link types of capture files that can be decoded, by their registered numbers. */
final class LinkTypes {
    static final int NULL = 0;
    static final int ETHERNET = 1;
    static final int RAW_OPENBSD = 12;
    static final int RAW_BSD = 14;
    static final int RAW = 101;
    static final int LOOP = 108;
    static final int LINUX_SLL = 113;
    static final int USER0 = 147;
    static final int USER15 = 162;
    static final int IPV4 = 228;
    static final int IPV6 = 229;
    static final int LINUX_SLL2 = 276;

    private LinkTypes() {}

    /** Reserved for private use: here, raw TLPs; the last one is for descriptors. */
    static boolean isTlp(int linkType) {
        return linkType >= USER0 && linkType < USER15;
    }
}
