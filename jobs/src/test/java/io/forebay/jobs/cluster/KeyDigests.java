package io.forebay.jobs.cluster;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Number and SHA-256 of the records of each key, in their order; no record is kept. */
final class KeyDigests {
    private final Map<String, Running> byKey = new TreeMap<>();

    /**
     * The records of one key.
     *
     * @param records number of them
     * @param sha256 over their lengths and values, in order
     */
    record Digest(long records, String sha256) {}

    private static final class Running {
        private final MessageDigest sha256 = newSha256();
        private long records;
    }

    void add(String key, byte[] value) {
        Running running = byKey.computeIfAbsent(key, missing -> new Running());
        running.records++;
        running.sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, value.length));
        running.sha256.update(value);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The digests by key; ends the taking in of records. */
    Map<String, Digest> end() {
        Map<String, Digest> digests = new TreeMap<>();
        byKey.forEach(
                (key, running) ->
                        digests.put(
                                key,
                                new Digest(
                                        running.records,
                                        HexFormat.of().formatHex(running.sha256.digest()))));
        return digests;
    }
}
