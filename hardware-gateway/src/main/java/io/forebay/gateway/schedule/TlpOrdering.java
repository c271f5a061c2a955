package io.forebay.gateway.schedule;

/**
 * The ordering table of the PCI Express base specification (section 2.4.1, "Ordering Rules
 * Summary"): may a TLP pass an earlier one of its ordering domain?
 *
 * <p>Of the two attributes, relaxed ordering comes with an element. ID-based ordering speaks of
 * TLPs of different requesters; a function's traffic is that of one requester, and order is kept
 * within functions only, so between functions every TLP passes as if it had the attribute.
 *
 * <p>Where the specification says that a TLP must be able to pass (so that no cycle of waits
 * forms), or leaves it open, a scheduler may let it pass; only {@link Rule#NO} holds it back.
 */
public final class TlpOrdering {
    /** What the table says. */
    public enum Rule {
        NO,
        YES,
        EITHER
    }

    private TlpOrdering() {}

    /**
     * Whether {@code later} may pass {@code earlier} of the same requester.
     *
     * @param laterRelaxed the later TLP has the relaxed ordering attribute
     * @param sameTransaction both are completions of one request
     */
    public static Rule rule(
            TlpClass later, boolean laterRelaxed, TlpClass earlier, boolean sameTransaction) {
        return rule(later, laterRelaxed, false, earlier, sameTransaction);
    }

    /**
     * Whether {@code later} may pass {@code earlier}.
     *
     * @param laterRelaxed the later TLP has the relaxed ordering attribute
     * @param laterByIds the later TLP has the ID-based ordering attribute, and the ids differ
     * @param sameTransaction both are completions of one request
     */
    static Rule rule(
            TlpClass later,
            boolean laterRelaxed,
            boolean laterByIds,
            TlpClass earlier,
            boolean sameTransaction) {
        return switch (earlier) {
            case POSTED -> laterByIds ? Rule.EITHER : passPosted(later, laterRelaxed);
            case READ_REQUEST, REQUEST_WITH_DATA -> passNonPosted(later);
            case COMPLETION ->
                    later == TlpClass.COMPLETION && sameTransaction ? Rule.NO : Rule.EITHER;
        };
    }

    /** A read never has relaxed ordering towards posted requests (entry B2). */
    private static Rule passPosted(TlpClass later, boolean laterRelaxed) {
        return switch (later) {
            case READ_REQUEST -> Rule.NO;
            case POSTED, REQUEST_WITH_DATA, COMPLETION -> laterRelaxed ? Rule.EITHER : Rule.NO;
        };
    }

    private static Rule passNonPosted(TlpClass later) {
        return switch (later) {
            case POSTED, COMPLETION -> Rule.YES;
            case READ_REQUEST, REQUEST_WITH_DATA -> Rule.EITHER;
        };
    }
}
