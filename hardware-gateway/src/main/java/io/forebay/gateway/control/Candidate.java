package io.forebay.gateway.control;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * A controller and the election id it asks for control with.
 *
 * @param controllerId 1 to 128 letters, digits and ._:/-
 */
public record Candidate(String controllerId, ElectionId electionId) {
    private static final Pattern CONTROLLER_ID = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");

    public Candidate {
        requireNonNull(electionId, "electionId");
        if (!CONTROLLER_ID.matcher(controllerId).matches()) {
            throw new IllegalArgumentException(
                    "controller id is not 1 to 128 letters, digits and ._:/-: controllerId="
                            + controllerId.substring(0, Math.min(128, controllerId.length())));
        }
    }

    /** Puts the epoch into the log lines of this thread until it is closed. */
    MDC.MDCCloseable inLog() {
        return MDC.putCloseable("epoch", Long.toUnsignedString(electionId.low()));
    }

    /** Whether this controller may never control. */
    boolean isListener() {
        return electionId.equals(ElectionId.ZERO);
    }
}
