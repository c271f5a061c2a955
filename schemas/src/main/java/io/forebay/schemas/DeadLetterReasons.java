package io.forebay.schemas;

/** What can be told from the reason of a {@link DeadLetter}. Stateless; any thread. */
public final class DeadLetterReasons {
    private DeadLetterReasons() {}

    /**
     * What stands before the reason's first colon, which names what is wrong without the value: few
     * different texts, however many dead letters.
     */
    public static String groupOf(String reason) {
        int colon = reason.indexOf(':');
        return colon < 0 ? reason : reason.substring(0, colon);
    }
}
