package io.forebay.operators.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.Golden;
import io.forebay.operators.state.FrozenObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class DeviceWeightsSerializerTest {
    private static final DeviceWeightsSerializer SERIALIZER = DeviceWeightsSerializer.INSTANCE;

    @Test
    void shouldWriteLengthAndReleasedBytes() throws Exception {
        byte[] released = Golden.read("device-weights-v1");
        byte[] expected =
                ByteBuffer.allocate(Integer.BYTES + released.length)
                        .putInt(released.length)
                        .put(released)
                        .array();

        byte[] written = written(DeviceWeights.fromBytes(released));

        assertThat(written).isEqualTo(expected);
        DeviceWeights read = SERIALIZER.deserialize(new DataInputDeserializer(written));
        assertThat(read.toBytes()).isEqualTo(released);
        var copied = new DataOutputSerializer(64);
        SERIALIZER.copy(new DataInputDeserializer(written), copied);
        assertThat(copied.getCopyOfBuffer()).isEqualTo(expected);
    }

    @Test
    void shouldNotMakeBytesWhileStateIsCopied() {
        FrozenObject model =
                new FrozenObject() {
                    @Override
                    public long heapBytes() {
                        return 0;
                    }

                    @Override
                    public byte[] toBytes() {
                        throw new AssertionError("made while traffic waits");
                    }
                };
        var weights = new DeviceWeights(0, 1, "device0", "settings", model, new byte[0]);

        assertThat(SERIALIZER.copy(weights)).isSameAs(weights);
    }

    @Test
    void shouldRefuseBytesThatAreDamaged() throws Exception {
        byte[] written = written(DeviceWeights.fromBytes(Golden.read("device-weights-v1")));

        for (int length = 0; length < written.length; length++) {
            var cut = new DataInputDeserializer(Arrays.copyOf(written, length));
            assertThatThrownBy(() -> SERIALIZER.deserialize(cut)).isInstanceOf(IOException.class);
        }
        written[0] = -1;
        assertThatThrownBy(() -> SERIALIZER.deserialize(new DataInputDeserializer(written)))
                .isInstanceOf(EOFException.class)
                .hasMessageStartingWith("device weights are damaged: lengthBytes=-");
    }

    @Test
    void shouldRestoreItselfFromItsWrittenConfiguration() throws IOException {
        var out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, SERIALIZER.snapshotConfiguration());
        TypeSerializer<DeviceWeights> restored =
                TypeSerializerSnapshot.<DeviceWeights>readVersionedSnapshot(
                                new DataInputDeserializer(out.getCopyOfBuffer()),
                                getClass().getClassLoader())
                        .restoreSerializer();
        TypeSerializerSchemaCompatibility<DeviceWeights> compatibility =
                restored.snapshotConfiguration()
                        .resolveSchemaCompatibility(SERIALIZER.snapshotConfiguration());

        assertThat(restored).isSameAs(SERIALIZER);
        assertThat(compatibility.isCompatibleAsIs()).isTrue();
    }

    private static byte[] written(DeviceWeights weights) throws IOException {
        var out = new DataOutputSerializer(64);
        SERIALIZER.serialize(weights, out);
        return out.getCopyOfBuffer();
    }
}
