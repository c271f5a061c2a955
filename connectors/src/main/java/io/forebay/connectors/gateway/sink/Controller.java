package io.forebay.connectors.gateway.sink;

import static java.util.Objects.requireNonNull;

import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.ElectionId;

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

    @Override
    public String toString() {
        return controllerId + ", epoch=" + Long.toUnsignedString(epoch);
    }
}
