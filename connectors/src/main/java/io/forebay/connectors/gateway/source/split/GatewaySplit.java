package io.forebay.connectors.gateway.source.split;

import static java.util.Objects.requireNonNull;

import io.forebay.connectors.gateway.GatewayAddress;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * The capture of one gateway.
 *
 * @param address the gateway; names the split
 * @param nextOffset first capture offset that has not been delivered
 */
public record GatewaySplit(GatewayAddress address, long nextOffset) implements SourceSplit {
    public GatewaySplit {
        requireNonNull(address, "address");
        if (nextOffset < 0) {
            throw new IllegalArgumentException("offset is negative: nextOffset=" + nextOffset);
        }
    }

    @Override
    public String splitId() {
        return address.toString();
    }
}
