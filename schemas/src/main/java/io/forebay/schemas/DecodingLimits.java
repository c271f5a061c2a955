package io.forebay.schemas;

/**
 * Bounds what Avro allocates for one field, so that a record whose length was damaged is refused
 * instead of filling the heap. Limits somebody has set in system properties stay.
 */
final class DecodingLimits {
    /*
     * Avro reads its limits when it decodes for the first time in a class loader, and allocates
     * what a length says before it reads the bytes.
     */
    private static final String PREFIX = "org.apache.avro.limits.";
    private static final int LONGEST_STRING_BYTES = 1 << 20;
    private static final int LONGEST_BYTES = 64 << 20;
    private static final int MOST_ITEMS = 1 << 20;

    private DecodingLimits() {}

    /** Sets the limits. To be called before the first record is decoded; any thread. */
    static synchronized void install() {
        limit("string.maxLength", LONGEST_STRING_BYTES);
        limit("bytes.maxLength", LONGEST_BYTES);
        limit("collectionItems.maxLength", MOST_ITEMS);
    }

    private static void limit(String name, int value) {
        if (System.getProperty(PREFIX + name) == null) {
            System.setProperty(PREFIX + name, Integer.toString(value));
        }
    }
}
