package io.forebay.evaluation.anomaly.inject;

/** What is put into a trace. */
public enum AnomalyShape {
    /** Reads that step through addresses the function does not use; frames of ever new flows. */
    SCAN("scan", true),
    /** Its own earlier requests again, three times as many as in its busiest second. */
    BURST("burst", true),
    /** It sends nothing. */
    STALL("stall", true),
    /** Its requests are sixteen times as long. */
    SIZE_SHIFT("size shift", true),
    /** Its requests take fifty times as long to serve. */
    LATENCY_RISE("latency rise", true),
    /** Its reads become writes and its writes reads. */
    OPERATION_FLIP("operation flip", true),
    /** It gets faster by and by, by three quarters over half of the trace: not to be told. */
    SLOW_DRIFT("slow drift", false);

    private final String title;
    private final boolean isAnomaly;

    AnomalyShape(String title, boolean isAnomaly) {
        this.title = title;
        this.isAnomaly = isAnomaly;
    }

    /** The name people read. */
    public String title() {
        return title;
    }

    /** Whether it is to be told. */
    public boolean isAnomaly() {
        return isAnomaly;
    }
}
