package io.forebay.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.shaping.priority.PriorityModelSnapshot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgePrioritiesTest {
    private static final String SHORT = "dev/short";
    private static final String LONG = "dev/long";

    private final EdgePriorities edge = new EdgePriorities(true);

    @Test
    void shouldDecideNothingWithoutModel() {
        assertThat(edge.decide(0, TrainedDevice.read(SHORT, 0, 1, 2, 4096)))
                .isEqualTo(EdgePriorities.UNDECIDED);
        assertThat(edge.counts()).isEqualTo(new EdgeCounts(0, 1, 0, 0, 0));
    }

    @Test
    void shouldDecideNothingWhenOff() {
        var off = new EdgePriorities(false);
        assertThat(off.offer(trained().update("dev")).isAccepted()).isTrue();
        assertThat(off.decide(0, TrainedDevice.read(SHORT, 0, 1, 2, 4096)))
                .isEqualTo(EdgePriorities.UNDECIDED);
        assertThat(off.counts().undecidedElements()).isZero();
    }

    /** Counters that saw all traffic, and an update for each element: the edge is the job. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldGiveThePriorityTheJobGives(long seed) {
        var job = new TrainedDevice(1, 6);
        var random = new SplittableRandom(seed);
        int[] priorities = new int[8];
        long nanos = 0;
        for (int i = 0; i < 3_000; i++) {
            nanos += random.nextInt(12) == 0 ? 40_000_000 : random.nextLong(60_000);
            int function = random.nextInt(3);
            TrafficElement element =
                    TrainedDevice.read(
                            "dev/" + function,
                            0,
                            nanos,
                            random.nextInt(99),
                            4096L << (function + random.nextInt(2)));
            int decided = edge.decide(function, element);
            int tagged = job.learn(element);
            if (i > 0) {
                // An update before each element; the job's weights learn at the ends of bursts, so
                // between them the two agree exactly.
                priorities[tagged]++;
                disagreements += decided == tagged ? 0 : 1;
            }
            assertThat(edge.offer(job.update("dev")).isAccepted()).isTrue();
        }
        assertThat(disagreements).isLessThan(60);
        assertThat(priorities[0] + priorities[7]).isZero();
        assertThat(Arrays.stream(priorities).filter(count -> count > 0).count()).isGreaterThan(2);
        assertThat(edge.counts().decidedElements()).isEqualTo(2_999);
    }

    private int disagreements;

    @Test
    void shouldPreferShortBurstsFromTheirFirstElement() {
        assertThat(edge.offer(trained().update("dev")).isAccepted()).isTrue();
        int[] last = new int[2];
        for (int burst = 0; burst < 20; burst++) {
            long nanos = burst * 50_000_000L;
            last[0] = edge.decide(0, TrainedDevice.read(SHORT, 0, nanos, burst * 7L, 4096));
            for (int i = 0; i < 40; i++) {
                int priority =
                        edge.decide(
                                1,
                                TrainedDevice.read(
                                        LONG, 0, nanos + i * 10_000L, burst * 90L + i, 64 << 10));
                last[1] = i == 0 ? priority : last[1];
            }
        }
        assertThat(last[0]).isGreaterThan(last[1]);
    }

    @Test
    void shouldKeepModelWhenUpdateIsOld() {
        TrainedDevice job = trained();
        assertThat(edge.offer(job.update("dev")).isAccepted()).isTrue();
        long trained = job.trainedRequests();
        ModelAnswer again = edge.offer(job.update("dev"));
        assertThat(again.status()).isEqualTo(CommandStatus.COMMAND_STATUS_EXPIRED);
        assertThat(again.detail())
                .isEqualTo(
                        "model is not newer than the one in force: trainedRequests="
                                + trained
                                + ", in force="
                                + trained);
        assertThat(edge.counts()).isEqualTo(new EdgeCounts(0, 0, 1, 1, trained));
    }

    @Test
    void shouldRefuseWithReasonAndKeepModelWhenUpdateIsBad() {
        TrainedDevice job = trained();
        edge.offer(job.update("dev"));
        TrafficElement element = TrainedDevice.read(SHORT, 0, 1, 2, 4096);
        int before = edge.decide(0, element);
        job.learnBursts(SHORT, LONG, 1);

        requireRefused(job, u -> with(u, u.getSnapshot(), 2), "formatVersion=2");
        requireRefused(job, u -> with(u, ByteBuffer.allocate(0), 1), "bytes=0");
        requireRefused(job, u -> with(u, ByteBuffer.allocate(20_000), 1), "bytes=20000");
        requireRefused(job, u -> with(u, ByteBuffer.allocate(999), 1), "magic=0");
        byte[] half = Arrays.copyOf(job.bytes(), 1000);
        requireRefused(job, u -> with(u, ByteBuffer.wrap(half), 1), "checksum=");
        requireRefused(job, u -> shifted(u), "snapshot is of another update");
        requireRefused(
                job,
                u -> {
                    u.setSubtask(1);
                    return u;
                },
                "subtask=1, parallelism=1");
        assertThat(edge.counts().modelsRefused()).isEqualTo(7);
        assertThat(edge.counts().modelsInForce()).isEqualTo(1);

        var other = new EdgePriorities(true);
        other.offer(trained().update("dev"));
        assertThat(other.decide(0, element)).isEqualTo(before);
        assertThat(edge.offer(job.update("dev")).isAccepted()).isTrue();
    }

    @Test
    void shouldRefuseUpdateWithAnyByteChanged() {
        TrainedDevice job = trained();
        byte[] bytes = job.bytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            ModelAnswer answer = edge.offer(with(job.update("dev"), ByteBuffer.wrap(damaged), 1));
            assertThat(answer.status()).isEqualTo(CommandStatus.COMMAND_STATUS_INVALID);
            assertThat(answer.detail()).isNotEmpty();
        }
        assertThat(edge.counts().modelsInForce()).isZero();
    }

    @Test
    void shouldAverageTheModelsOfSubtasks() {
        TrainedDevice first = trained();
        TrainedDevice second = new TrainedDevice().learnBursts("dev/c", "dev/d", 10);
        edge.offer(first.update("dev", 0, 2));
        // Of equal counts, and of fewer: neither keeps the other's from being taken.
        assertThat(edge.offer(second.update("dev", 1, 2)).isAccepted()).isTrue();
        assertThat(edge.counts().trainedRequests())
                .isEqualTo(first.trainedRequests() + second.trainedRequests());

        var otherOrder = new EdgePriorities(true);
        otherOrder.offer(second.update("dev", 1, 2));
        otherOrder.offer(first.update("dev", 0, 2));
        for (int i = 0; i < 200; i++) {
            TrafficElement element =
                    TrainedDevice.read(SHORT, 0, i * 1_000_000L, i * 31L % 50, 4096 << i % 6);
            assertThat(otherOrder.decide(0, element)).isEqualTo(edge.decide(0, element));
        }
    }

    @Test
    void shouldReplaceAllPartsWhenTheJobWasRescaled() {
        TrainedDevice first = trained();
        edge.offer(first.update("dev", 0, 2));
        edge.offer(trained().update("dev", 1, 2));
        TrainedDevice rescaled = new TrainedDevice().learnBursts(SHORT, LONG, 5);
        assertThat(edge.offer(rescaled.update("dev", 2, 3)).status())
                .isEqualTo(CommandStatus.COMMAND_STATUS_EXPIRED);
        rescaled.learnBursts(SHORT, LONG, 40);
        assertThat(edge.offer(rescaled.update("dev", 2, 3)).isAccepted()).isTrue();
        assertThat(edge.counts().trainedRequests()).isEqualTo(rescaled.trainedRequests());
    }

    private void requireRefused(
            TrainedDevice job, UnaryOperator<ModelUpdate> change, String reason) {
        ModelAnswer answer = edge.offer(change.apply(job.update("dev")));
        assertThat(answer.status()).isEqualTo(CommandStatus.COMMAND_STATUS_INVALID);
        assertThat(answer.detail()).contains(reason);
    }

    private static TrainedDevice trained() {
        return new TrainedDevice().learnBursts(SHORT, LONG, 30);
    }

    private static ModelUpdate with(ModelUpdate update, ByteBuffer snapshot, int version) {
        update.setSnapshot(snapshot);
        update.setFormatVersion(version);
        return update;
    }

    private static ModelUpdate shifted(ModelUpdate update) {
        update.setTrainedRequests(update.getTrainedRequests() + 1);
        assertThat(update.getFormatVersion()).isEqualTo(PriorityModelSnapshot.FORMAT_VERSION);
        return update;
    }
}
