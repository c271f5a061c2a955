package io.forebay.traces;

/** The trace and capture formats that can be read, by the names the command line knows them by. */
public enum TraceFormat {
    VSCSI("vscsi"),
    MSR("msr"),
    SYSTOR("systor"),
    MQSIM("mqsim"),
    DISKSIM("disksim"),
    BLKPARSE("blkparse"),
    PCAP("pcap"),
    TLP("tlp");

    private final String label;

    TraceFormat(String label) {
        this.label = label;
    }

    /** Name on the command line. */
    public String label() {
        return label;
    }
}
