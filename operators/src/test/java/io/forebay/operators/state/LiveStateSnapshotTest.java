package io.forebay.operators.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.junit.jupiter.api.Test;

class LiveStateSnapshotTest {
    private static final int KEY_GROUPS = 16;
    private static final KeyGroupRange ALL = KeyGroupRange.of(0, KEY_GROUPS - 1);

    private final CloseableRegistry task = new CloseableRegistry();
    private final List<Boolean> closed = new ArrayList<>();

    private static FrozenEntry entry(String key) {
        return new FrozenEntry(key, 1, 2, FrozenObject.of(new byte[] {7}));
    }

    private RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot(
            List<FrozenEntry> entries, CheckpointStreamFactory streams, Pace pace)
            throws IOException {
        return snapshot(new LiveState(List.of(), entries), streams, pace);
    }

    private RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot(
            LiveState live, CheckpointStreamFactory streams, Pace pace) throws IOException {
        return new LiveStateSnapshot(live, streams, ALL, KEY_GROUPS, pace)
                .toAsyncSnapshotFutureTask(task);
    }

    /** The key group that each object and timer was found in. */
    private static final class Groups implements LiveState.Taker {
        final Map<String, Integer> ofObjects = new HashMap<>();
        final Map<String, Integer> ofTimers = new HashMap<>();
        int group;

        @Override
        public void timer(String key, long millis) {
            ofTimers.put(key, group);
        }

        @Override
        public void object(String key, byte[] stored) {
            ofObjects.put(key, group);
        }
    }

    @Test
    void shouldWriteEachKeyIntoItsKeyGroup() throws Exception {
        List<FrozenEntry> entries = new ArrayList<>();
        List<WindowTimers.Timer> timers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            entries.add(entry("device0/f" + i));
            timers.add(new WindowTimers.Timer(i, "device0/silent" + i));
        }
        var snapshot =
                snapshot(
                        new LiveState(timers, entries),
                        new MemCheckpointStreamFactory(1 << 20),
                        new Pace(0, 1));

        snapshot.run();

        var groups = new Groups();
        var handle = (KeyGroupsStateHandle) snapshot.get().getJobManagerOwnedSnapshot();
        try (FSDataInputStream in = handle.openInputStream()) {
            for (int group : ALL) {
                long offset = handle.getOffsetForKeyGroup(group);
                if (offset >= 0) {
                    in.seek(offset);
                    groups.group = group;
                    LiveState.read(in, groups);
                }
            }
        }
        for (Map<String, Integer> found : List.of(groups.ofObjects, groups.ofTimers)) {
            assertThat(found).hasSize(40);
            assertThat(found)
                    .allSatisfy(
                            (key, group) ->
                                    assertThat(group)
                                            .isEqualTo(
                                                    KeyGroupRangeAssignment.assignToKeyGroup(
                                                            key, KEY_GROUPS)));
        }
    }

    @Test
    void shouldCloseWhatItBeganWhenStreamFails() throws Exception {
        var snapshot = snapshot(List.of(entry("a")), new FullDisk(), new Pace(0, 1));

        snapshot.run();

        assertThatThrownBy(snapshot::get).hasRootCauseMessage("disk is full");
        assertThat(closed).containsExactly(true);
    }

    @Test
    void shouldWriteNothingWhenCancelledBefore() throws Exception {
        var snapshot = snapshot(List.of(entry("a")), new FullDisk(), new Pace(0, 1));

        snapshot.cancel(true);
        snapshot.run();

        assertThat(snapshot.isCancelled()).isTrue();
        assertThat(closed).isEmpty();
    }

    @Test
    void shouldEndItsRestWhenCancelled() throws Exception {
        var resting = new CountDownLatch(1);
        var clockNanos = new AtomicLong();
        var pace =
                new Pace(
                        Long.MAX_VALUE,
                        2,
                        // By its clock each object takes an hour.
                        () -> clockNanos.addAndGet(TimeUnit.HOURS.toNanos(1)),
                        nanos -> {
                            resting.countDown();
                            LockSupport.parkNanos(nanos);
                        });
        var snapshot =
                snapshot(
                        List.of(entry("a"), entry("b")),
                        new MemCheckpointStreamFactory(1 << 20),
                        pace);
        var writer = new Thread(snapshot, "checkpoint-writer");
        writer.start();
        resting.await();

        snapshot.cancel(true);
        writer.join(TimeUnit.MINUTES.toMillis(1));

        assertThat(writer.isAlive()).isFalse();
        assertThat(snapshot.isCancelled()).isTrue();
    }

    /** Its streams take nothing. */
    private final class FullDisk implements CheckpointStreamFactory {
        @Override
        public CheckpointStateOutputStream createCheckpointStateOutputStream(
                CheckpointedStateScope scope) {
            return new CheckpointStateOutputStream() {
                @Override
                public StreamStateHandle closeAndGetHandle() throws IOException {
                    throw new IOException("disk is full");
                }

                @Override
                public void close() {
                    closed.add(true);
                }

                @Override
                public long getPos() {
                    return 0;
                }

                @Override
                public void flush() {}

                @Override
                public void sync() {}

                @Override
                public void write(int b) throws IOException {
                    throw new IOException("disk is full");
                }
            };
        }

        @Override
        public boolean canFastDuplicate(StreamStateHandle handle, CheckpointedStateScope scope) {
            return false;
        }

        @Override
        public List<StreamStateHandle> duplicate(
                List<StreamStateHandle> handles, CheckpointedStateScope scope) throws IOException {
            throw new IOException("not asked for");
        }
    }
}
