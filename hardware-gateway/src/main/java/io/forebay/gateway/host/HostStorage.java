package io.forebay.gateway.host;

import com.sun.jna.Memory;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.control.CommandOutcome;
import io.forebay.gateway.prefetch.PrefetchCounts;
import io.forebay.gateway.prefetch.PrefetchUnit;
import io.forebay.schemas.Completion;
import io.forebay.schemas.Functions;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files as backing store: blocks are staged in the page cache, and requests of a workload are read.
 * What was staged and not read before its command expired is dropped from the cache again, where
 * all reads are seen, which is with a workload. The engine's thread; reading and staging run on
 * threads of their own.
 */
final class HostStorage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostStorage.class);
    private static final int STAGING_THREADS = 2;
    private static final int STAGING_BLOCKS = 64;
    private static final int READING_THREADS = 8;
    private static final int READ_BUFFER_BYTES = 1 << 20;
    private static final int NOBODY = -1;

    private final CommandIntake intake;
    private final HostClock clock;
    private final LongSupplier floorNanos;
    private final Consumer<Object> capture;
    private final boolean seesReads;
    private final List<HostFile> files = new ArrayList<>();
    private final Map<String, HostFile> filesById = new HashMap<>();
    private final PrefetchUnit unit;
    private final boolean[] isStaging = new boolean[STAGING_THREADS];
    private final ExecutorService threads;
    private final ThreadLocal<Memory> buffers =
            ThreadLocal.withInitial(() -> new Memory(READ_BUFFER_BYTES));
    private long firstStaged = NOBODY;
    private int stagedFunction;
    private long pending;
    private long completed;

    /**
     * Opens the files.
     *
     * @param intake runs what other threads hand to the engine's
     * @param floorNanos time before which nothing may be reported any more
     * @param capture takes completions and outcomes
     * @param seesReads whether all reads of the files come from here
     */
    HostStorage(
            String deviceId,
            HostSettings settings,
            boolean seesReads,
            CommandIntake intake,
            HostClock clock,
            LongSupplier floorNanos,
            Consumer<Object> capture)
            throws IOException {
        this.intake = intake;
        this.clock = clock;
        this.floorNanos = floorNanos;
        this.capture = capture;
        this.seesReads = seesReads;
        this.unit =
                new PrefetchUnit(
                        settings.prefetchBlocksPerFile(),
                        STAGING_BLOCKS,
                        STAGING_THREADS,
                        this::onOutcome,
                        this::isNotToBeStaged);
        try {
            for (Map.Entry<String, Path> entry : new TreeMap<>(settings.files()).entrySet()) {
                String id = Functions.idOf(deviceId, entry.getKey());
                var file = new HostFile(id, files.size(), PageCacheFile.open(entry.getValue()));
                files.add(file);
                filesById.put(id, file);
                unit.addFunction();
            }
        } catch (IOException e) {
            files.forEach(file -> file.cache().close());
            throw e;
        }
        ThreadFactory factory =
                task -> {
                    var thread = new Thread(task, "host-storage-" + deviceId);
                    thread.setDaemon(true);
                    return thread;
                };
        threads = Executors.newFixedThreadPool(STAGING_THREADS + READING_THREADS, factory);
    }

    /** Whether a function is one of the files. */
    boolean knows(String functionId) {
        return filesById.containsKey(functionId);
    }

    /** Why a request cannot be carried out; null when it can. */
    String violation(TrafficElement element) {
        HostFile file = filesById.get(element.getFunctionId());
        if (file == null) {
            return "no file has the name of the function: functionId=" + element.getFunctionId();
        }
        if (element.getOperation() != Operation.READ) {
            return "files are only read: operation=" + element.getOperation();
        }
        long end = element.getAddress() + element.getLengthBytes();
        return element.getAddress() < 0 || end < 0 || end > file.cache().sizeBytes()
                ? "request ends behind the file: endByte="
                        + Long.toUnsignedString(end)
                        + ", fileBytes="
                        + file.cache().sizeBytes()
                : null;
    }

    /** A request that has been captured is read; its completion is captured when it is done. */
    void read(TrafficElement element) {
        HostFile file = filesById.get(element.getFunctionId());
        long begin = element.getAddress();
        long end = begin + element.getLengthBytes();
        long first = begin / PageCacheFile.BLOCK_BYTES;
        long last = (end - 1) / PageCacheFile.BLOCK_BYTES;
        boolean endsInside = end % PageCacheFile.BLOCK_BYTES != 0;
        int hits = unit.lookUp(file.index(), first, last, endsInside, NOBODY);
        boolean fromPrefetch = hits == last - first + 1;
        file.countRead(last - first + 1, element.getLengthBytes(), fromPrefetch);
        pending++;
        threads.execute(
                () -> {
                    String failure = null;
                    try {
                        file.cache().read(begin, element.getLengthBytes(), buffers.get());
                    } catch (IOException e) {
                        failure = e.getMessage();
                    }
                    String problem = failure;
                    long endNanos = clock.nowNanos();
                    intake.submit(() -> complete(file, element, endNanos, fromPrefetch, problem));
                });
        dispatch();
    }

    private void complete(
            HostFile file,
            TrafficElement element,
            long endNanos,
            boolean fromPrefetch,
            String problem) {
        pending--;
        completed++;
        if (problem != null) {
            file.countFailure();
            LOG.warn("read failed: {}", problem);
        }
        long responseNanos = Math.max(0, endNanos - element.getEventTimeNanos());
        file.countResponse(responseNanos);
        capture.accept(
                new Completion(
                        element.getFunctionId(),
                        element.getSequence(),
                        element.getCorrelationId(),
                        Math.max(endNanos, floorNanos.getAsLong()),
                        responseNanos,
                        -1,
                        element.getTrafficClass(),
                        fromPrefetch));
    }

    /** Takes a command that has not expired. */
    CommandOutcome prefetch(PrefetchCommand command, long expiresAtNanos) {
        HostFile file = filesById.get(command.getFunctionId());
        long end = command.getFirstBlock() + command.getBlockCount();
        if (end > file.cache().blockCount()) {
            return CommandOutcome.invalid(
                    "blocks lie behind the file: endBlock="
                            + end
                            + ", fileBlocks="
                            + file.cache().blockCount());
        }
        unit.enqueue(
                file.index(),
                command.getFirstBlock(),
                command.getBlockCount(),
                expiresAtNanos,
                block -> false);
        dispatch();
        return CommandOutcome.ACCEPTED;
    }

    /** Gives up what has expired. */
    void advanceTo(long nowNanos) {
        unit.expire(nowNanos);
    }

    /** When the next staged block expires; {@code Long.MAX_VALUE} where none does. */
    long nextNanos() {
        return unit.nextExpiryNanos();
    }

    private void dispatch() {
        for (int channel = 0; channel < STAGING_THREADS; channel++) {
            if (isStaging[channel]) {
                continue;
            }
            firstStaged = NOBODY;
            int count = unit.startFetch(channel);
            if (count == 0) {
                return;
            }
            stage(channel, files.get(stagedFunction), firstStaged, count);
        }
    }

    /** Also remembers what a fetch begins with: blocks are asked for in their order. */
    private boolean isNotToBeStaged(int function, long block) {
        boolean isThere = files.get(function).cache().isResident(block);
        if (!isThere && (firstStaged == NOBODY || function != stagedFunction)) {
            firstStaged = block;
            stagedFunction = function;
        }
        return isThere;
    }

    private void stage(int channel, HostFile file, long firstBlock, int count) {
        isStaging[channel] = true;
        threads.execute(
                () -> {
                    boolean staged = false;
                    try {
                        staged = Staging.stage(file.cache(), firstBlock, count);
                    } catch (IOException e) {
                        LOG.warn("blocks of {} could not be staged", file.id(), e);
                    }
                    boolean isStaged = staged;
                    intake.submit(() -> finishStaging(channel, file, firstBlock, count, isStaged));
                });
    }

    private void finishStaging(
            int channel, HostFile file, long firstBlock, int count, boolean isStaged) {
        isStaging[channel] = false;
        if (!isStaged) {
            unit.invalidate(file.index(), firstBlock, firstBlock + count - 1);
        }
        unit.finishFetch(channel, clock.nowNanos(), reader -> {});
        dispatch();
    }

    private void onOutcome(int function, PrefetchResult result, long firstBlock, int count) {
        HostFile file = files.get(function);
        boolean isWasted = result == PrefetchResult.EXPIRED || result == PrefetchResult.EVICTED;
        if (isWasted && seesReads) {
            try {
                file.cache().dontNeed(firstBlock, count);
            } catch (IOException e) {
                LOG.warn("blocks of {} could not be dropped", file.id(), e);
            }
        }
        capture.accept(new PrefetchOutcome(file.id(), clock.nowNanos(), result, firstBlock, count));
    }

    /** Requests under way. */
    long pending() {
        return pending;
    }

    /** Requests done. */
    long completed() {
        return completed;
    }

    /** The files, in the order of their names. */
    List<HostFile> files() {
        return List.copyOf(files);
    }

    /** Accounts of a file's prefetching. */
    PrefetchCounts counts(HostFile file) {
        return unit.counts(file.index(), file.demandBlocks());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        boolean isIdle = Staging.awaitEnd(threads);
        if (isIdle) {
            // A thread that hangs in the kernel must not find its file unmapped.
            files.forEach(file -> file.cache().close());
        }
    }
}
