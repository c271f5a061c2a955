package io.forebay.connectors.gateway.source.split;

import static java.util.Objects.requireNonNull;

import io.forebay.connectors.gateway.GatewayAddress;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * The capture of one gateway.
 *
 * @param address the gateway; names the split
 * @param logId capture log the offset counts in; 0 while none was read, for whichever there is
 * @param nextOffset first offset of it that has not been delivered
 */
public record GatewaySplit(GatewayAddress address, long logId, long nextOffset)
        implements SourceSplit {
    public GatewaySplit {
        requireNonNull(address, "address");
        if (nextOffset < 0) {
            throw new IllegalArgumentException("offset is negative: nextOffset=" + nextOffset);
        }
    }

    /** The capture from its beginning. */
    public static GatewaySplit start(GatewayAddress address) {
        return new GatewaySplit(address, 0, 0);
    }

    @Override
    public String splitId() {
        return address.toString();
    }
}
