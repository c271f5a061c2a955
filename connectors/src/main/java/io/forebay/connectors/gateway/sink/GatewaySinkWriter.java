package io.forebay.connectors.gateway.sink;

import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.GatewayChannels;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.gateway.GatewayMessages;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriter;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands to their gateways, in order within a target.
 *
 * <p>A command leaves with the write when its gateway is free; while a batch is on its way the
 * later ones gather behind it and leave together when it is answered. State: the commands no
 * gateway has answered, in order. Mailbox thread only.
 */
final class GatewaySinkWriter extends AsyncSinkWriter<ControlCommand, CommandEntry> {
    private static final Logger LOG = LoggerFactory.getLogger(GatewaySinkWriter.class);

    /** Sessions watch their own time: the base class could not tell them that it gave up. */
    private static final long NO_TIMEOUT_MILLIS = 1L << 40;

    private final CommandLanes lanes;
    private final SinkMetrics metrics;
    private final ProcessingTimeService timers;

    private GatewaySinkWriter(
            WriterInitContext context,
            GatewaySinkSettings settings,
            CommandLanes lanes,
            SinkMetrics metrics,
            Collection<BufferedRequestState<CommandEntry>> states) {
        super(
                (command, written) -> convert(command, settings.maxBatchBytes()),
                context,
                AsyncSinkWriterConfiguration.builder()
                        .setMaxBatchSize(settings.maxBatchSize())
                        .setMaxBatchSizeInBytes(settings.maxBatchBytes())
                        .setMaxInFlightRequests(settings.maxInFlightBatches())
                        .setMaxBufferedRequests(settings.maxBufferedCommands())
                        .setMaxTimeInBufferMS(settings.maxTimeInBufferMillis())
                        .setMaxRecordSizeInBytes(settings.maxBatchBytes())
                        .setRequestTimeoutMS(NO_TIMEOUT_MILLIS)
                        .setRateLimitingStrategy(lanes)
                        .build(),
                states,
                lanes,
                lanes);
        this.lanes = lanes;
        this.metrics = metrics;
        this.timers = context.getProcessingTimeService();
    }

    /** Opens a writer with a connection to each gateway. */
    static GatewaySinkWriter open(
            WriterInitContext context,
            GatewayRoutes routes,
            GatewayChannels channels,
            Controller controller,
            GatewaySinkSettings settings,
            Collection<BufferedRequestState<CommandEntry>> states) {
        var metrics = new SinkMetrics(context.metricGroup());
        var lanes = new CommandLanes(routes, settings, metrics);
        for (GatewayAddress gateway : routes.gateways()) {
            var session =
                    new ControlSession(
                            gateway,
                            channels.open(gateway),
                            controller,
                            settings,
                            context.getMailboxExecutor(),
                            context.getProcessingTimeService(),
                            metrics);
            lanes.addLane(gateway, new CommandLane(session, metrics));
            session.start();
        }
        try (var epoch = controller.inLog()) {
            LOG.info("Sending commands: gateways={}, controller={}", routes.gateways(), controller);
        }
        return new GatewaySinkWriter(context, settings, lanes, metrics, states);
    }

    private static CommandEntry convert(ControlCommand command, long maxBytes) {
        Command message;
        try {
            message = GatewayMessages.toProto(command);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new InvalidCommandException(String.valueOf(e.getMessage()), e);
        }
        var entry = new CommandEntry(message, 0);
        if (entry.sizeBytes() > maxBytes) {
            throw new InvalidCommandException(
                    "command is larger than a batch may be: target="
                            + command.getTarget()
                            + ", sequence="
                            + command.getSequence()
                            + ", bytes="
                            + entry.sizeBytes()
                            + ", maximum="
                            + maxBytes,
                    null);
        }
        return entry;
    }

    @Override
    public void write(ControlCommand command, Context context)
            throws IOException, InterruptedException {
        boolean isRouted = command.getTarget() != null && lanes.laneOf(command.getTarget()) != null;
        if (!isRouted) {
            metrics.dropped(CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET);
            LOG.debug("No gateway is configured for the target: {}", command.getTarget());
            return;
        }
        try {
            super.write(command, context);
        } catch (InvalidCommandException e) {
            metrics.dropped(CommandStatus.COMMAND_STATUS_INVALID);
            LOG.warn("Command is dropped: {}", e.getMessage());
        }
    }

    @Override
    protected void submitRequestEntries(
            List<CommandEntry> entries, ResultHandler<CommandEntry> handler) {
        CommandLane lane = lanes.laneOf(entries.get(0).command().getTarget());
        lane.session().send(entries, new BatchOutcome(lane, handler));
    }

    /** Hands a batch's outcome to the base class, which takes it from its own mailbox. */
    private final class BatchOutcome implements ControlSession.Outcome {
        private final CommandLane lane;
        private final ResultHandler<CommandEntry> handler;

        BatchOutcome(CommandLane lane, ResultHandler<CommandEntry> handler) {
            this.lane = lane;
            this.handler = handler;
        }

        @Override
        public void settled() {
            lane.keepForRetry(List.of());
            lanes.answered(lane);
            handler.complete();
        }

        @Override
        public void retry(List<CommandEntry> retries, long delayMillis) {
            lane.keepForRetry(retries);
            var unused =
                    timers.registerTimer(
                            timers.getCurrentProcessingTime() + delayMillis,
                            time -> {
                                lanes.answered(lane);
                                handler.retryForEntries(retries);
                            });
        }

        @Override
        public void failed(Exception reason) {
            handler.completeExceptionally(reason);
        }
    }

    @Override
    protected long getSizeInBytes(CommandEntry entry) {
        return entry.sizeBytes();
    }

    /**
     * At the end of the input waits until every command is settled; before a checkpoint does
     * nothing, for unanswered commands are part of the state and a gateway that is away must not
     * hold checkpoints up.
     */
    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        if (endOfInput) {
            super.flush(true);
        }
    }

    /** Returns at once, so that a gateway that is away cannot hold a failover up. */
    @Override
    public void close() {
        for (CommandLane lane : lanes.all()) {
            lane.session().close();
        }
    }

    private static final class InvalidCommandException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        InvalidCommandException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
