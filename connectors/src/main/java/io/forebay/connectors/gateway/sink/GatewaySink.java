package io.forebay.connectors.gateway.sink;

import io.forebay.connectors.gateway.GatewayChannels;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.SchemaTrust;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Sends commands to the gateways of their devices, at least once and in order within a target.
 *
 * <p>A writer asks its gateways for control with an election id whose low half, the epoch, is the
 * base epoch plus the number of its task's attempt, so a restarted job takes over from what may
 * still run of it; the writers of one attempt control together. A writer that has lost control
 * fails its task. Give every submission a base epoch above those of earlier ones; milliseconds
 * since 1970 will do.
 *
 * <p>Order: a gateway is sent one batch at a time, and what has to be sent again goes before all
 * that came later; a gateway that is too busy for a command has to be so for the rest of its target
 * in the batch. Commands restored after a change of parallelism may be sent by another writer than
 * the later ones of their target.
 */
public final class GatewaySink
        implements Sink<ControlCommand>,
                SupportsWriterState<ControlCommand, BufferedRequestState<CommandEntry>> {
    // AsyncSinkBase would only carry settings this class has itself; the writer is an async one.
    private static final long serialVersionUID = 1L;

    static {
        SchemaTrust.install();
    }

    private final GatewayRoutes routes;
    private final GatewaySinkSettings settings;
    private final GatewayChannels channels;
    private final long baseEpoch;

    GatewaySink(
            GatewayRoutes routes,
            GatewaySinkSettings settings,
            GatewayChannels channels,
            long baseEpoch) {
        this.routes = routes;
        this.settings = settings;
        this.channels = channels;
        this.baseEpoch = baseEpoch;
    }

    /** Starts without gateways and with default settings. */
    public static GatewaySinkBuilder builder() {
        return new GatewaySinkBuilder();
    }

    @Override
    public SinkWriter<ControlCommand> createWriter(WriterInitContext context) {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<ControlCommand, BufferedRequestState<CommandEntry>> restoreWriter(
            WriterInitContext context, Collection<BufferedRequestState<CommandEntry>> state) {
        long epoch = baseEpoch + context.getTaskInfo().getAttemptNumber();
        var controller = new Controller("flink:" + context.getJobInfo().getJobId(), epoch);
        return GatewaySinkWriter.open(context, routes, channels, controller, settings, state);
    }

    @Override
    public SimpleVersionedSerializer<BufferedRequestState<CommandEntry>>
            getWriterStateSerializer() {
        return new CommandStateSerializer();
    }
}
