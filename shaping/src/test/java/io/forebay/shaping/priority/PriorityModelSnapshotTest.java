package io.forebay.shaping.priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class PriorityModelSnapshotTest {
    private static final PredictorSettings SMALL = new PredictorSettings(1, 64, 64, 0, 0.01);

    private final DeviceModel device = DeviceModel.create(SMALL);
    private final PriorityPolicy levels = new PriorityPolicy(1, 6);
    private final BurstEstimate later = new BurstEstimate();

    @Test
    void shouldRestoreBitForBit() {
        learn(3_000);
        byte[] bytes = PriorityModelSnapshot.bytesOf(device, levels);
        PriorityModelSnapshot restored = PriorityModelSnapshot.fromBytes(bytes);
        assertThat(restored.trainedRequests()).isEqualTo(3_000);
        assertThat(restored.levels().floor()).isEqualTo(1);
        assertThat(restored.levels().ceiling()).isEqualTo(6);
        assertThat(restored.toBytes()).isEqualTo(bytes);
        assertThat(bytes.length).isLessThan(5_000);
    }

    @Test
    void shouldWriteTheBytesOfItsVersion() {
        learn(2_000);
        var crc = new CRC32();
        crc.update(PriorityModelSnapshot.bytesOf(device, levels));
        assertThat(crc.getValue()).as("golden bytes of version 1").isEqualTo(GOLDEN);
    }

    private static final long GOLDEN = 541_614_631L;

    @Test
    void shouldRefuseWhatIsDamagedCutOrTooLong() {
        learn(200);
        byte[] bytes = PriorityModelSnapshot.bytesOf(device, levels);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 << (i % 8));
            refuse(damaged);
            refuse(Arrays.copyOf(bytes, i));
        }
        refuse(Arrays.copyOf(bytes, bytes.length + 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriorityModelSnapshot.fromBytes(new byte[1 << 20]))
                .withMessage("model is too large: bytes=1048576, maximum=16384");
    }

    @Test
    void shouldGiveTheLevelWithoutLearningThatItGivesWithLearning() {
        learn(5_000);
        FunctionModel function = device.newFunction();
        var random = new SplittableRandom(3);
        byte[] before = levels.toBytes();
        for (int i = 0; i < 200; i++) {
            function.observe(element(random, i * 100_000L), new PredictionScore());
            function.remainingBurst(later);
            int level = levels.levelOf(later, 4096L << i % 5);
            assertThat(levels.toBytes()).isEqualTo(before);
            var copy = PriorityPolicy.fromBytes(1, 6, before);
            assertThat(copy.priorityOf(later, 4096L << i % 5, 4096)).isEqualTo(level);
        }
    }

    @Test
    void shouldMergeManyAsOneByOne() {
        learn(1_000);
        byte[] first = levels.toBytes();
        learn(4_000);
        byte[] second = levels.toBytes();
        var a = PriorityPolicy.fromBytes(0, 7, first);
        var b = PriorityPolicy.fromBytes(0, 7, second);
        var oneByOne = PriorityPolicy.fromBytes(0, 7, new PriorityPolicy(0, 7).toBytes());
        oneByOne.merge(a);
        oneByOne.merge(b);
        assertThat(PriorityPolicy.merged(List.of(a, b)).toBytes()).isEqualTo(oneByOne.toBytes());
        assertThatIllegalArgumentException().isThrownBy(() -> PriorityPolicy.merged(List.of()));
    }

    private void learn(int requests) {
        FunctionModel function = device.newFunction();
        var random = new SplittableRandom(5);
        var score = new PredictionScore();
        long nanos = 0;
        for (int i = 0; i < requests; i++) {
            nanos += i % 7 == 0 ? 30_000_000 : 20_000;
            TrafficElement element = element(random, nanos);
            function.observe(element, score);
            function.remainingBurst(later);
            levels.priorityOf(later, element.getLengthBytes(), element.getLengthBytes());
        }
    }

    private static TrafficElement element(SplittableRandom random, long nanos) {
        return TrafficElement.newBuilder()
                .setFunctionId("d/f")
                .setSequence(0)
                .setEventTimeNanos(nanos)
                .setKind(ElementKind.BLOCK)
                .setOperation(Operation.READ)
                .setAddress(random.nextInt(100) * 4096L)
                .setLengthBytes(4096L << random.nextInt(5))
                .setOrderingDomain(0)
                .setCorrelationId(0)
                .build();
    }

    private static void refuse(byte[] bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriorityModelSnapshot.fromBytes(bytes));
    }
}
