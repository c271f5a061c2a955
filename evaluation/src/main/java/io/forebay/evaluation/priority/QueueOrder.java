package io.forebay.evaluation.priority;

/** Within what elements are served in the order of their arrival. */
public enum QueueOrder {
    /** Within a burst: a later burst of the function may overtake. */
    BURST("burst"),
    /** Within a function. */
    FUNCTION("function");

    private final String label;

    QueueOrder(String label) {
        this.label = label;
    }

    /** Name in reports. */
    public String label() {
        return label;
    }
}
