package io.forebay.connectors.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.RecordTypes;
import io.forebay.connectors.gateway.Environments;
import io.forebay.connectors.gateway.FakeGateway;
import io.forebay.connectors.gateway.Records;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class GatewaySourceITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final int RECORDS = 10_000;
    private static final int HALF = RECORDS / 2;

    /** Shared with the map function, which runs in this JVM. */
    private static volatile FakeGateway gateway;

    private static final AtomicInteger CHECKPOINTS = new AtomicInteger();
    private static final AtomicBoolean HAS_FAILED = new AtomicBoolean();

    @Test
    void shouldDeliverEachOffsetOnceWhenJobRestartsFromCheckpoint() throws Exception {
        CHECKPOINTS.set(0);
        HAS_FAILED.set(false);
        try (var server = new FakeGateway().startOnLoopback()) {
            gateway = server;
            server.append(Records.reads(0, HALF));
            StreamExecutionEnvironment env = Environments.withRestarts("fixed-delay");
            env.enableCheckpointing(20);
            DataStream<CaptureRecord> capture =
                    source(env, server.address())
                            .map(new FailOnce())
                            .returns(RecordTypes.captureRecord());
            List<Long> offsets = collect(capture).stream().map(CaptureRecord::getOffset).toList();
            assertThat(HAS_FAILED).isTrue();
            assertThat(server.resumeOffsets()).hasSize(2).startsWith(0L);
            assertThat(server.resumeOffsets().get(1)).isPositive();
            assertThat(offsets).containsExactlyElementsOf(offsets(0, RECORDS));
        }
    }

    /** Fails after a checkpoint; the gateway holds the second half back until there is one. */
    private static final class FailOnce extends RichMapFunction<CaptureRecord, CaptureRecord>
            implements CheckpointListener {
        private static final long serialVersionUID = 1L;

        private transient long seen;

        @Override
        public CaptureRecord map(CaptureRecord record) {
            seen++;
            if (record.getOffset() >= HALF + 100 && HAS_FAILED.compareAndSet(false, true)) {
                throw new IllegalStateException("induced");
            }
            return record;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            // The first may have begun before the first record; the second holds an offset.
            if (seen > 0 && CHECKPOINTS.incrementAndGet() == 2) {
                gateway.append(Records.reads(HALF, RECORDS)).endCapture();
            }
        }
    }

    @Test
    void shouldReadAllGatewaysAndEndWithTheLast() throws Exception {
        try (var first = new FakeGateway().startOnLoopback();
                var second = new FakeGateway().startOnLoopback()) {
            first.append(Records.reads(0, 3_000)).breakBefore(1_000).endCapture();
            second.append(Records.reads(0, 10)).append(Records.reads(20, 1_000)).endCapture();
            StreamExecutionEnvironment env = Environments.withRestarts("none");
            env.setParallelism(2);
            List<CaptureRecord> records = collect(source(env, first.address(), second.address()));
            assertThat(records).hasSize(3_000 + 990 + 1);
            assertThat(records)
                    .filteredOn(record -> record.getBody() instanceof CaptureGap)
                    .singleElement()
                    .isEqualTo(
                            new CaptureRecord(
                                    10L,
                                    new CaptureGap(
                                            "nvme0", Records.timeNanos(20), 10L, 20L, false)));
            assertThat(first.resumeOffsets()).containsExactly(0L, 1_000L);
        }
    }

    @Test
    void shouldFailJobWhenGatewayRefusesTheCapture() throws Exception {
        try (var server = new FakeGateway().startOnLoopback()) {
            server.refuse(Status.UNAUTHENTICATED.withDescription("who are you"));
            DataStream<CaptureRecord> capture =
                    source(Environments.withRestarts("none"), server.address());
            assertThatThrownBy(() -> collect(capture))
                    .hasStackTraceContaining("gateway refuses the capture: gateway=127.0.0.1:")
                    .hasStackTraceContaining("who are you");
        }
    }

    private static DataStream<CaptureRecord> source(
            StreamExecutionEnvironment env, String... addresses) {
        GatewaySourceBuilder builder = GatewaySource.builder();
        for (String address : addresses) {
            builder.addGateway(address);
        }
        return env.fromSource(builder.build(), CaptureWatermarks.strategy(), "gateway");
    }

    private static List<CaptureRecord> collect(DataStream<CaptureRecord> stream) throws Exception {
        List<CaptureRecord> records = new ArrayList<>();
        try (CloseableIterator<CaptureRecord> iterator = stream.executeAndCollect()) {
            iterator.forEachRemaining(records::add);
        }
        return records;
    }

    private static List<Long> offsets(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }
}
