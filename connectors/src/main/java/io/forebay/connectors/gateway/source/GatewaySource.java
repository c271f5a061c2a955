package io.forebay.connectors.gateway.source;

import io.forebay.connectors.RecordTypes;
import io.forebay.connectors.enumerator.AssignmentState;
import io.forebay.connectors.enumerator.AssignmentStateSerializer;
import io.forebay.connectors.enumerator.StaticSplitEnumerator;
import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.GatewayChannels;
import io.forebay.connectors.gateway.source.reader.GatewaySourceReader;
import io.forebay.connectors.gateway.source.split.GatewaySplit;
import io.forebay.connectors.gateway.source.split.GatewaySplitSerializer;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.SchemaTrust;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The capture streams of gateways, one split each. Every offset is delivered once: as the record,
 * or within a {@code CaptureGap} where the record is lost. A gateway that was restarted has a new
 * capture log: what is lost of the old one is a gap, and the new one is read from its start. A
 * gateway whose capture has ended leaves the source; the source ends with the last of them.
 *
 * <pre>{@code
 * env.fromSource(
 *         GatewaySource.builder().addGateway("127.0.0.1:7411").build(),
 *         CaptureWatermarks.strategy(),
 *         "gateway");
 * }</pre>
 */
public final class GatewaySource
        implements Source<CaptureRecord, GatewaySplit, AssignmentState<GatewaySplit>>,
                ResultTypeQueryable<CaptureRecord> {
    private static final long serialVersionUID = 1L;

    static {
        SchemaTrust.install();
    }

    private final ArrayList<GatewayAddress> addresses;
    private final GatewaySourceSettings settings;
    private final GatewayChannels channels;

    GatewaySource(
            List<GatewayAddress> addresses,
            GatewaySourceSettings settings,
            GatewayChannels channels) {
        this.addresses = new ArrayList<>(addresses);
        this.settings = settings;
        this.channels = channels;
    }

    /** Starts without gateways and with default settings. */
    public static GatewaySourceBuilder builder() {
        return new GatewaySourceBuilder();
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<CaptureRecord, GatewaySplit> createReader(SourceReaderContext context) {
        return new GatewaySourceReader(context, settings, channels);
    }

    @Override
    public SplitEnumerator<GatewaySplit, AssignmentState<GatewaySplit>> createEnumerator(
            SplitEnumeratorContext<GatewaySplit> context) {
        return new StaticSplitEnumerator<>(context, configuredSplits());
    }

    @Override
    public SplitEnumerator<GatewaySplit, AssignmentState<GatewaySplit>> restoreEnumerator(
            SplitEnumeratorContext<GatewaySplit> context, AssignmentState<GatewaySplit> state) {
        return new StaticSplitEnumerator<>(context, configuredSplits(), state);
    }

    private List<GatewaySplit> configuredSplits() {
        return addresses.stream().map(GatewaySplit::start).toList();
    }

    @Override
    public SimpleVersionedSerializer<GatewaySplit> getSplitSerializer() {
        return new GatewaySplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<AssignmentState<GatewaySplit>>
            getEnumeratorCheckpointSerializer() {
        return new AssignmentStateSerializer<>(new GatewaySplitSerializer());
    }

    @Override
    public TypeInformation<CaptureRecord> getProducedType() {
        return RecordTypes.captureRecord();
    }
}
