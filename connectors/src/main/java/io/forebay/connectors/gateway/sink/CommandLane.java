package io.forebay.connectors.gateway.sink;

import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;

/**
 * The commands for one gateway: those that wait, in order, and the batch on its way. While a batch
 * is on its way nothing else leaves, so a command that has to be sent again still goes before the
 * later ones of its target. Mailbox thread only.
 */
final class CommandLane {
    private final ControlSession session;
    private final SinkMetrics metrics;
    private final ArrayDeque<RequestEntryWrapper<CommandEntry>> waiting = new ArrayDeque<>();
    private List<CommandEntry> onItsWay = List.of();
    private boolean isBusy;
    private boolean isDue;
    private int completeCount;
    private long waitingBytes;
    private long newestCauseNanos = Long.MIN_VALUE;

    CommandLane(ControlSession session, SinkMetrics metrics) {
        this.session = session;
        this.metrics = metrics;
    }

    ControlSession session() {
        return session;
    }

    void add(RequestEntryWrapper<CommandEntry> entry, boolean atHead) {
        if (atHead) {
            waiting.addFirst(entry);
        } else {
            waiting.addLast(entry);
        }
        Command command = entry.getRequestEntry().command();
        newestCauseNanos = Math.max(newestCauseNanos, command.getCauseTimeNanos());
        completeCount += entry.getRequestEntry().isComplete() ? 1 : 0;
        waitingBytes += entry.getSize();
    }

    RequestEntryWrapper<CommandEntry> poll() {
        RequestEntryWrapper<CommandEntry> entry = waiting.poll();
        if (entry != null) {
            completeCount -= entry.getRequestEntry().isComplete() ? 1 : 0;
            waitingBytes -= entry.getSize();
        }
        return entry;
    }

    RequestEntryWrapper<CommandEntry> peek() {
        return waiting.peek();
    }

    /** The next batch, whose expired commands are left out; empty when all had expired. */
    List<CommandEntry> takeBatch(int maxCount, long maxBytes) {
        List<CommandEntry> batch = new ArrayList<>(Math.min(maxCount, waiting.size()));
        long bytes = 0;
        while (batch.size() < maxCount && !waiting.isEmpty()) {
            long nextBytes = waiting.peek().getSize();
            if (!batch.isEmpty() && bytes + nextBytes > maxBytes) {
                break;
            }
            CommandEntry entry = poll().getRequestEntry();
            if (entry.command().getExpiresAtNanos() <= newestCauseNanos) {
                metrics.dropped(CommandStatus.COMMAND_STATUS_EXPIRED);
                continue;
            }
            bytes += nextBytes;
            batch.add(entry);
        }
        isBusy = !batch.isEmpty();
        isDue = isDue && !isBusy && !waiting.isEmpty();
        onItsWay = batch;
        return batch;
    }

    /** Takes off what need not be sent again; the lane stays busy until {@link #release}. */
    void keepForRetry(List<CommandEntry> retries) {
        onItsWay = retries;
    }

    /** The batch is settled; what was to be sent again waits again. */
    void release() {
        onItsWay = List.of();
        isBusy = false;
        sendNext();
    }

    /** What waits now need not wait for more. */
    void sendNext() {
        isDue = !waiting.isEmpty();
    }

    boolean isBusy() {
        return isBusy;
    }

    boolean canSend() {
        return !isBusy && !waiting.isEmpty();
    }

    /** Whether a command waits that should not. */
    boolean mustSend() {
        return !isBusy && (completeCount > 0 || isDue);
    }

    int waitingCount() {
        return waiting.size();
    }

    long waitingBytes() {
        return waitingBytes;
    }

    /** Everything the gateway has not answered, in order. */
    void unansweredInto(List<RequestEntryWrapper<CommandEntry>> unanswered) {
        for (CommandEntry entry : onItsWay) {
            unanswered.add(new RequestEntryWrapper<>(entry, entry.sizeBytes()));
        }
        unanswered.addAll(waiting);
    }
}
