package io.forebay.traces;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

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

    /**
     * The format of this name, in upper or lower case.
     *
     * @throws IllegalArgumentException naming what is allowed, when there is none
     */
    public static TraceFormat parse(String label) {
        String lower = label.trim().toLowerCase(Locale.ROOT);
        for (TraceFormat format : values()) {
            if (format.label.equals(lower)) {
                return format;
            }
        }
        String allowed =
                Arrays.stream(values()).map(TraceFormat::label).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "unknown trace format: format=" + label + ", allowed: " + allowed);
    }
}
