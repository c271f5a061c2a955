package io.forebay.connectors.gateway.sink;

import static java.util.Objects.requireNonNull;

import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.ElectionId;
import org.slf4j.MDC;

/**
 * Who the writers of one attempt of a job are to the gateways: all of them arbitrate with the same
 * ids.
 *
 * @param controllerId names the job
 * @param epoch low half of the election id, unsigned; the high half is 0
 */
record Controller(String controllerId, long epoch) {
    Controller {
        requireNonNull(controllerId, "controllerId");
    }

    Arbitration arbitration() {
        return Arbitration.newBuilder()
                .setControllerId(controllerId)
                .setElectionId(ElectionId.newBuilder().setLow(epoch))
                .build();
    }

    /** Puts the epoch into the log lines of this thread until it is closed. */
    MDC.MDCCloseable inLog() {
        return MDC.putCloseable("epoch", Long.toUnsignedString(epoch));
    }

    @Override
    public String toString() {
        return controllerId + ", epoch=" + Long.toUnsignedString(epoch);
    }
}
