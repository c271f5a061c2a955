package io.forebay.gateway.ring;

import java.util.Locale;

/**
 * What a gateway found in its ring directory when it started.
 *
 * @param generation number of the generation that ended
 * @param functions ring files
 * @param pendingElements elements that had arrived and not completed when it ended
 * @param pendingFunctions functions they are of
 * @param tornEntries entries that were being written
 * @param damagedFiles files that were no ring any more and were set aside
 */
public record EarlierLife(
        int generation,
        int functions,
        long pendingElements,
        int pendingFunctions,
        long tornEntries,
        int damagedFiles) {

    /** In one line, for people. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "the gateway was restarted: generation %d ended with %d pending elements of %d"
                        + " functions, which are lost; torn entries %d, damaged ring files %d",
                generation,
                pendingElements,
                pendingFunctions,
                tornEntries,
                damagedFiles);
    }
}
