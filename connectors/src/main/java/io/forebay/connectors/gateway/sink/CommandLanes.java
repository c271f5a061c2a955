package io.forebay.connectors.gateway.sink;

import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.connector.base.sink.writer.Batch;
import org.apache.flink.connector.base.sink.writer.BatchCreator;
import org.apache.flink.connector.base.sink.writer.RequestBuffer;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.apache.flink.connector.base.sink.writer.strategy.RateLimitingStrategy;
import org.apache.flink.connector.base.sink.writer.strategy.RequestInfo;
import org.apache.flink.connector.base.sink.writer.strategy.ResultInfo;

/**
 * Tells the async sink writer what to send when: its buffer, its batches and its brake in one,
 * since all three depend on which gateway is free. Mailbox thread only.
 */
final class CommandLanes
        implements RequestBuffer<CommandEntry>, BatchCreator<CommandEntry>, RateLimitingStrategy {
    /*
     * The async writer flushes when the buffer holds at least getMaxBatchSize() entries and
     * shouldBlock() is false. So the answer is 1 as soon as a free gateway has a command that must
     * not wait: it leaves with the write itself, without a timer. While the gateway is busy commands
     * gather, and leave together with its answer: the batch grows with the load.
     *
     * Its timer flushes until isEmpty(), and a flush waits while shouldBlock(). A task that waits
     * there takes no checkpoint barrier, so the buffer calls itself empty when nothing can leave
     * now: what waits leaves with the next answer. Writes to a full buffer still wait.
     */
    private final Map<GatewayAddress, CommandLane> lanes = new LinkedHashMap<>();
    private final Queue<CommandLane> answered = new ArrayDeque<>();
    private final GatewayRoutes routes;
    private final GatewaySinkSettings settings;
    private final SinkMetrics metrics;
    private int busyCount;

    CommandLanes(GatewayRoutes routes, GatewaySinkSettings settings, SinkMetrics metrics) {
        this.routes = routes;
        this.settings = settings;
        this.metrics = metrics;
    }

    void addLane(GatewayAddress gateway, CommandLane lane) {
        lanes.put(gateway, lane);
    }

    /** The lane of a target's commands; null where no gateway is configured for its device. */
    CommandLane laneOf(String target) {
        GatewayAddress gateway = routes.of(target);
        return gateway == null ? null : lanes.get(gateway);
    }

    Collection<CommandLane> all() {
        return lanes.values();
    }

    /** Says whose answer the next {@link #registerCompletedRequest} is about. */
    void answered(CommandLane lane) {
        answered.add(lane);
    }

    @Override
    public void add(RequestEntryWrapper<CommandEntry> entry, boolean prioritize) {
        CommandLane lane = laneOf(entry.getRequestEntry().command().getTarget());
        if (lane == null) {
            // Only out of an older job's state: the writer has looked at new ones.
            metrics.dropped(CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET);
            return;
        }
        lane.add(entry, prioritize);
    }

    @Override
    public Batch<CommandEntry> createNextBatch(
            RequestInfo info, RequestBuffer<CommandEntry> buffer) {
        CommandLane lane = next();
        if (lane == null) {
            return new Batch<>(List.of(), 0);
        }
        List<CommandEntry> batch =
                lane.takeBatch(settings.maxBatchSize(), settings.maxBatchBytes());
        long bytes = 0;
        for (CommandEntry entry : batch) {
            bytes += entry.sizeBytes();
        }
        return new Batch<>(batch, bytes);
    }

    private CommandLane next() {
        CommandLane candidate = null;
        for (CommandLane lane : lanes.values()) {
            if (lane.mustSend()) {
                return lane;
            }
            if (candidate == null && lane.canSend()) {
                candidate = lane;
            }
        }
        return candidate;
    }

    @Override
    public void registerInFlightRequest(RequestInfo info) {
        busyCount++;
    }

    @Override
    public void registerCompletedRequest(ResultInfo info) {
        if (busyCount >= settings.maxInFlightBatches()) {
            // Those held back by the limit alone: their time in the buffer may have run out.
            lanes.values().forEach(CommandLane::sendNext);
        }
        busyCount--;
        answered.remove().release();
    }

    @Override
    public boolean shouldBlock(RequestInfo info) {
        return size() > 0 && isEmpty();
    }

    @Override
    public int getMaxBatchSize() {
        for (CommandLane lane : lanes.values()) {
            if (lane.mustSend()) {
                return 1;
            }
        }
        return settings.maxBatchSize();
    }

    @Override
    public RequestEntryWrapper<CommandEntry> poll() {
        CommandLane lane = firstWaiting();
        return lane == null ? null : lane.poll();
    }

    @Override
    public RequestEntryWrapper<CommandEntry> peek() {
        CommandLane lane = firstWaiting();
        return lane == null ? null : lane.peek();
    }

    private CommandLane firstWaiting() {
        for (CommandLane lane : lanes.values()) {
            if (lane.waitingCount() > 0) {
                return lane;
            }
        }
        return null;
    }

    /** Whether there is nothing that could leave now. */
    @Override
    public boolean isEmpty() {
        return busyCount >= settings.maxInFlightBatches() || next() == null;
    }

    @Override
    public int size() {
        int count = 0;
        for (CommandLane lane : lanes.values()) {
            count += lane.waitingCount();
        }
        return count;
    }

    @Override
    public long totalSizeInBytes() {
        long bytes = 0;
        for (CommandLane lane : lanes.values()) {
            bytes += lane.waitingBytes();
        }
        return bytes;
    }

    @Override
    public List<RequestEntryWrapper<CommandEntry>> getBufferedState() {
        List<RequestEntryWrapper<CommandEntry>> unanswered = new ArrayList<>();
        for (CommandLane lane : lanes.values()) {
            lane.unansweredInto(unanswered);
        }
        return unanswered;
    }
}
