package io.forebay.evaluation.mix;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A mix as {@code ts_ns,func,op,lba,bytes} lines, sectors of 512 bytes, and their checksum. */
final class MixCsv {
    private static final int SECTOR_SHIFT = 9;
    private static final int FLUSH_AT = 1 << 16;

    private MixCsv() {}

    /** SHA-256 of the lines, in lower-case hexadecimal. */
    static String checksum(DeviceMix mix) {
        MessageDigest digest = sha256();
        var text = new StringBuilder(FLUSH_AT + 256);
        text.append("ts_ns,func,op,lba,bytes\n");
        for (int request = 0; request < mix.requestCount(); request++) {
            text.append(mix.timeNanos(request)).append(',');
            text.append(mix.function(request)).append(',');
            text.append(mix.isWrite(request) ? 'W' : 'R').append(',');
            text.append(mix.address(request) >> SECTOR_SHIFT).append(',');
            text.append(mix.lengthBytes(request)).append('\n');
            if (text.length() >= FLUSH_AT) {
                digest.update(text.toString().getBytes(US_ASCII));
                text.setLength(0);
            }
        }
        digest.update(text.toString().getBytes(US_ASCII));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
