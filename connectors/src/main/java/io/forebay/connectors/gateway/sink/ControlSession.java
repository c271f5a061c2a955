package io.forebay.connectors.gateway.sink;

import com.google.rpc.Code;
import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.TransportFailures;
import io.forebay.schemas.gateway.v1.ArbitrationResult;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.ControlHeartbeat;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
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
import org.slf4j.MDC;

/**
 * Controls one gateway: arbitrates, sends batches, one at a time, and reports what became of each:
 * done, to be sent again, or a reason to stop. The stream is opened at once and again when it
 * breaks, so that an older attempt is fenced before the first command; heartbeats keep it known to
 * be alive on both sides. Answers later than the timeout count as a broken stream. Mailbox thread
 * only.
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
    private static final long ANSWERED = Long.MAX_VALUE;

    private final GatewayAddress gateway;
    private final ManagedChannel channel;
    private final Controller controller;
    private final GatewaySinkSettings settings;
    private final MailboxExecutor mailbox;
    private final ProcessingTimeService timers;
    private final SinkMetrics metrics;
    private ControlStream stream;
    private List<CommandEntry> batch;
    private Outcome outcome;
    private ScheduledFuture<?> timeout;
    private long batchId;
    private long sentAtNanos;
    private int failures;
    private int idleFailures;
    private long heartbeatId;
    private long oldestUnansweredMillis = ANSWERED;
    private boolean hasConnected;
    private boolean isClosed;

    ControlSession(
            GatewayAddress gateway,
            ManagedChannel channel,
            Controller controller,
            GatewaySinkSettings settings,
            MailboxExecutor mailbox,
            ProcessingTimeService timers,
            SinkMetrics metrics) {
        this.gateway = gateway;
        this.channel = channel;
        this.controller = controller;
        this.settings = settings;
        this.mailbox = mailbox;
        this.timers = timers;
        this.metrics = metrics;
    }

    /** Opens the stream and keeps it open. */
    void start() {
        connect();
        scheduleHeartbeat();
    }

    private void connect() {
        if (hasConnected) {
            // The connection may be dead without a word, and a new stream on it would be as dead.
            channel.enterIdle();
        }
        hasConnected = true;
        // The waits between attempts are ours, not the channel's.
        channel.resetConnectBackoff();
        stream = ControlStream.open(channel, mailbox, this);
        oldestUnansweredMillis = ANSWERED;
        send(ControlRequest.newBuilder().setArbitration(controller.arbitration()));
    }

    private void send(ControlRequest.Builder request) {
        try {
            stream.send(request);
        } catch (IllegalStateException e) {
            // The call ended a moment ago; its end is on its way through the mailbox.
            LOG.debug("Stream has ended: gateway={}", gateway, e);
        }
    }

    void send(List<CommandEntry> commands, Outcome listener) {
        batch = commands;
        outcome = listener;
        batchId++;
        var message = CommandBatch.newBuilder().setBatchId(batchId).setEpoch(controller.epoch());
        for (CommandEntry entry : commands) {
            message.addCommands(entry.command());
        }
        metrics.sent(commands.size());
        sentAtNanos = System.nanoTime();
        long sentId = batchId;
        timeout =
                timers.registerTimer(
                        timers.getCurrentProcessingTime() + settings.requestTimeoutMillis(),
                        time -> onTimeout(sentId));
        if (stream == null) {
            connect();
        }
        // Behind the arbitration; the gateway keeps the order.
        send(ControlRequest.newBuilder().setBatch(message));
    }

    private void scheduleHeartbeat() {
        var unused =
                timers.registerTimer(
                        timers.getCurrentProcessingTime() + settings.heartbeatMillis(), this::beat);
    }

    private void beat(long nowMillis) throws IOException {
        if (isClosed) {
            return;
        }
        scheduleHeartbeat();
        if (stream == null) {
            return;
        }
        if (oldestUnansweredMillis == ANSWERED) {
            oldestUnansweredMillis = nowMillis;
            heartbeatId++;
            send(
                    ControlRequest.newBuilder()
                            .setHeartbeat(ControlHeartbeat.newBuilder().setId(heartbeatId)));
        } else if (nowMillis - oldestUnansweredMillis >= settings.requestTimeoutMillis()) {
            broken(
                    Status.DEADLINE_EXCEEDED.withDescription(
                            "no answer to a heartbeat within "
                                    + settings.requestTimeoutMillis()
                                    + " ms"));
        }
    }

    private void onTimeout(long sentId) throws IOException {
        if (batch != null && sentId == batchId) {
            broken(
                    Status.DEADLINE_EXCEEDED.withDescription(
                            "no answer to a batch within "
                                    + settings.requestTimeoutMillis()
                                    + " ms"));
        }
    }

    @Override
    public void onResponse(ControlStream from, ControlResponse response) throws IOException {
        if (from != stream) {
            return;
        }
        oldestUnansweredMillis = ANSWERED;
        switch (response.getResponseCase()) {
            case ARBITRATION -> onArbitration(response.getArbitration());
            case BATCH_RESULT -> onResult(response.getBatchResult());
            case HEARTBEAT, RESPONSE_NOT_SET -> {
                // The gateway is there, which is all there is to know.
            }
        }
    }

    private void onArbitration(ArbitrationResult result) throws IOException {
        idleFailures = 0;
        if (result.getCode() == Code.OK) {
            return;
        }
        fail(
                fenced(
                        result.getCode()
                                + ", primary="
                                + result.getPrimaryControllerId()
                                + ", its epoch="
                                + Long.toUnsignedString(result.getPrimaryElectionId().getLow())
                                + ", detail="
                                + result.getDetail()));
    }

    /** Through the batch on its way, where there is one: its handler has to learn of the end. */
    private void fail(IOException reason) throws IOException {
        if (batch == null) {
            throw reason;
        }
        end().failed(reason);
    }

    private void onResult(CommandBatchResult result) throws IOException {
        if (batch == null) {
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
        metrics.answered(System.nanoTime() - sentAtNanos);
        settle(result);
    }

    private void settle(CommandBatchResult result) {
        List<CommandEntry> retries = new ArrayList<>();
        int refusals = 0;
        for (int i = 0; i < batch.size(); i++) {
            CommandEntry entry = batch.get(i);
            CommandResult answer = result.getResults(i);
            switch (CommandCategory.of(answer.getCode())) {
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
                    end().failed(fenced(answer.getCode() + ", detail=" + answer.getDetail()));
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
        if (LOG.isDebugEnabled()) {
            try (var epoch = controller.inLog();
                    var function = MDC.putCloseable("function", entry.command().getTarget())) {
                LOG.debug(
                        "Command is dropped: gateway={}, sequence={}, status={}, detail={}",
                        gateway,
                        entry.command().getSequence(),
                        answer.getStatus(),
                        answer.getDetail());
            }
        }
    }

    private IOException fenced(String answer) {
        return new IOException(
                "gateway obeys another controller, another attempt of the job has taken over:"
                        + " gateway="
                        + gateway
                        + ", controller="
                        + controller
                        + ", code="
                        + answer);
    }

    @Override
    public void onEnd(ControlStream from, Status status) throws IOException {
        if (from == stream) {
            broken(status);
        }
    }

    private void broken(Status status) throws IOException {
        if (stream != null) {
            stream.cancel();
            stream = null;
        }
        boolean isRetriable = TransportFailures.isRetriable(status.getCode());
        if (batch == null && isRetriable) {
            // Nothing was lost, so there is nothing to fail for.
            reconnectLater(status);
            return;
        }
        failures++;
        if (!isRetriable || failures > settings.maxRetries()) {
            fail(
                    new IOException(
                            "commands cannot be sent: gateway="
                                    + gateway
                                    + ", controller="
                                    + controller
                                    + ", attempts="
                                    + failures
                                    + ", status="
                                    + status,
                            status.getCause()));
            return;
        }
        logBreak(status);
        retryLater(batch, failures);
    }

    private void logBreak(Status status) {
        try (var epoch = controller.inLog()) {
            LOG.warn("Control stream broke off: gateway={}, status={}", gateway, status);
        }
    }

    private void reconnectLater(Status status) {
        idleFailures++;
        if (idleFailures == 1) {
            logBreak(status);
        }
        var unused =
                timers.registerTimer(
                        timers.getCurrentProcessingTime()
                                + settings.retry().delayMillis(idleFailures),
                        time -> {
                            if (stream == null && !isClosed) {
                                connect();
                            }
                        });
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
        isClosed = true;
        if (stream != null) {
            stream.cancel();
            stream = null;
        }
        channel.shutdownNow();
    }
}
