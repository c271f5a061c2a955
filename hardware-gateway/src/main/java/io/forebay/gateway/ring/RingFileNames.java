package io.forebay.gateway.ring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of ring files. A function id may hold anything; its file name holds ASCII letters, digits,
 * '-', '_' and '.', and percent escapes for the rest. The name of a long id is cut and ends with a
 * part of the id's SHA-256. The id itself is in the file.
 */
final class RingFileNames {
    static final String RING = ".ring";

    /** A file on its way to its name. */
    static final String UNFINISHED = ".ring-new";

    /** A file that was no ring any more when a gateway wanted to go on with it. */
    static final String DAMAGED = ".ring-damaged";

    /** File systems allow 255 bytes. */
    private static final int MAX_ENCODED_LENGTH = 200;

    private static final int HASH_BYTES = 12;

    private RingFileNames() {}

    /** The file name for a function, without its ending. */
    static String of(String functionId) {
        byte[] id = functionId.getBytes(StandardCharsets.UTF_8);
        var name = new StringBuilder();
        for (byte b : id) {
            // A name must not begin with a dot.
            boolean isPlain =
                    (b >= 'a' && b <= 'z')
                            || (b >= '0' && b <= '9')
                            || b == '-'
                            || b == '_'
                            || (b == '.' && name.length() > 0)
                            || (b >= 'A' && b <= 'Z');
            if (isPlain) {
                name.append((char) b);
            } else {
                name.append('%').append(HexFormat.of().toHexDigits(b));
            }
        }
        if (name.length() <= MAX_ENCODED_LENGTH) {
            return name.toString();
        }
        String hash = HexFormat.of().formatHex(sha256(id), 0, HASH_BYTES);
        name.setLength(MAX_ENCODED_LENGTH - hash.length() - 1);
        return name + "~" + hash;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
