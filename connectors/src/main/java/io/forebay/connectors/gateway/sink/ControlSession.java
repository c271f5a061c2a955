package io.forebay.connectors.gateway.sink;

import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.TransportFailures;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches to one gateway, one at a time, and reports what became of each: done, to be sent
 * again, or a reason to stop. Answers later than the timeout count as a broken stream. Mailbox
 * thread only.
 */
final class ControlSession implements ControlStream.Listener, AutoCloseable {
    /** Learns the outcome of a batch; exactly one call for each. */
    interface Outcome {
        /** Nothing has to be sent again. */
        void settled();

        /** These have to be sent again after a wait; the rest is settled. */
        void retry(List<CommandEntry> retries, long delayMillis);

        /** The job has to stop. */
        void failed(Exception reason);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ControlSession.class);

    private final GatewayAddress gateway;
    private final ManagedChannel channel;
    private final long epoch;
    private final GatewaySinkSettings settings;
    private final MailboxExecutor mailbox;
    private final ProcessingTimeService timers;
    private final SinkMetrics metrics;
    private ControlStream stream;
    private List<CommandEntry> batch;
    private Outcome outcome;
    private ScheduledFuture<?> timeout;
    private long batchId;
    private int failures;

    ControlSession(
            GatewayAddress gateway,
            ManagedChannel channel,
            long epoch,
            GatewaySinkSettings settings,
            MailboxExecutor mailbox,
            ProcessingTimeService timers,
            SinkMetrics metrics) {
        this.gateway = gateway;
        this.channel = channel;
        this.epoch = epoch;
        this.settings = settings;
        this.mailbox = mailbox;
        this.timers = timers;
        this.metrics = metrics;
    }

    void send(List<CommandEntry> commands, Outcome listener) {
        batch = commands;
        outcome = listener;
        batchId++;
        var message = CommandBatch.newBuilder().setBatchId(batchId).setEpoch(epoch);
        for (CommandEntry entry : commands) {
            message.addCommands(entry.command());
        }
        metrics.sent(commands.size());
        long sentId = batchId;
        timeout =
                timers.registerTimer(
                        timers.getCurrentProcessingTime() + settings.requestTimeoutMillis(),
                        time -> onTimeout(sentId));
        try {
            if (stream == null) {
                // The waits between attempts are ours, not the channel's.
                channel.resetConnectBackoff();
                stream = ControlStream.open(channel, mailbox, this);
            }
            stream.send(message.build());
        } catch (IllegalStateException e) {
            // The call ended a moment ago; its end is on its way through the mailbox.
            LOG.debug("Stream has ended: gateway={}", gateway, e);
        }
    }

    private void onTimeout(long sentId) {
        if (batch != null && sentId == batchId) {
            broken(
                    Status.DEADLINE_EXCEEDED.withDescription(
                            "no answer to a batch within "
                                    + settings.requestTimeoutMillis()
                                    + " ms"));
        }
    }

    @Override
    public void onResult(ControlStream from, CommandBatchResult result) {
        if (from != stream || batch == null) {
            return;
        }
        if (result.getBatchId() != batchId || result.getResultsCount() != batch.size()) {
            broken(
                    Status.INTERNAL.withDescription(
                            "answer does not fit the batch: batchId="
                                    + result.getBatchId()
                                    + ", expected="
                                    + batchId
                                    + ", results="
                                    + result.getResultsCount()
                                    + ", commands="
                                    + batch.size()));
            return;
        }
        failures = 0;
        settle(result);
    }

    private void settle(CommandBatchResult result) {
        List<CommandEntry> retries = new ArrayList<>();
        int refusals = 0;
        for (int i = 0; i < batch.size(); i++) {
            CommandEntry entry = batch.get(i);
            CommandResult answer = result.getResults(i);
            switch (CommandStatusCategory.of(answer.getStatus())) {
                case ACCEPTED -> metrics.accepted();
                case DROP -> drop(entry, answer);
                case RETRY -> {
                    if (entry.refusals() < settings.maxRetries()) {
                        retries.add(entry.refused());
                        refusals = Math.max(refusals, entry.refusals() + 1);
                    } else {
                        drop(entry, answer);
                    }
                }
                case FAIL -> {
                    end().failed(fenced(answer));
                    return;
                }
            }
        }
        if (retries.isEmpty()) {
            end().settled();
        } else {
            retryLater(retries, refusals);
        }
    }

    private void drop(CommandEntry entry, CommandResult answer) {
        metrics.dropped(answer.getStatus());
        LOG.debug(
                "Command is dropped: gateway={}, target={}, sequence={}, status={}, detail={}",
                gateway,
                entry.command().getTarget(),
                entry.command().getSequence(),
                answer.getStatus(),
                answer.getDetail());
    }

    private IOException fenced(CommandResult answer) {
        return new IOException(
                "gateway obeys a later epoch, another attempt of the job has taken over: gateway="
                        + gateway
                        + ", epoch="
                        + Long.toUnsignedString(epoch)
                        + ", status="
                        + CommandStatus.COMMAND_STATUS_STALE_EPOCH
                        + ", detail="
                        + answer.getDetail());
    }

    @Override
    public void onEnd(ControlStream from, Status status) {
        if (from == stream) {
            broken(status);
        }
    }

    private void broken(Status status) {
        if (stream != null) {
            stream.cancel();
            stream = null;
        }
        if (batch == null) {
            // Nothing was lost; the next batch opens a new stream.
            return;
        }
        failures++;
        boolean isFinal =
                !TransportFailures.isRetriable(status.getCode())
                        || failures > settings.maxRetries();
        if (isFinal) {
            var reason =
                    new IOException(
                            "commands cannot be sent: gateway="
                                    + gateway
                                    + ", attempts="
                                    + failures
                                    + ", status="
                                    + status,
                            status.getCause());
            end().failed(reason);
            return;
        }
        LOG.warn("Control stream broke off: gateway={}, status={}", gateway, status);
        retryLater(batch, failures);
    }

    private void retryLater(List<CommandEntry> retries, int attempts) {
        metrics.retried(retries.size());
        end().retry(retries, settings.retry().delayMillis(attempts));
    }

    private Outcome end() {
        timeout.cancel(false);
        batch = null;
        Outcome listener = outcome;
        outcome = null;
        return listener;
    }

    /** Returns at once: what is not answered is in the checkpoint, or was flushed before. */
    @Override
    public void close() {
        if (stream != null) {
            stream.cancel();
            stream = null;
        }
        channel.shutdownNow();
    }
}
