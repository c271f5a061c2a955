package io.forebay.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.connectors.gateway.Records;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.ControlCommand;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.junit.jupiter.api.Test;

class RecordTypesTest {
    @Test
    void shouldKeepRecordWhenItsBodyIsOfAnyType() throws IOException {
        assertThat(copyOf(RecordTypes.captureRecord(), Records.read(3))).isEqualTo(Records.read(3));
        var tick = new CaptureRecord(4L, new ClockTick("nvme0", 5L));
        assertThat(copyOf(RecordTypes.captureRecord(), tick)).isEqualTo(tick);
        assertThat(copyOf(RecordTypes.of(ControlCommand.class), Records.tag(Records.FUNCTION, 5)))
                .isEqualTo(Records.tag(Records.FUNCTION, 5));
    }

    private static <T> T copyOf(TypeInformation<T> type, T record) throws IOException {
        var serializer = type.createSerializer(withoutKryo());
        assertThat(serializer).isInstanceOf(AvroSerializer.class);
        var out = new DataOutputSerializer(64);
        serializer.serialize(record, out);
        T read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(serializer.copy(read)).isEqualTo(read).isNotSameAs(read);
        return read;
    }

    private static SerializerConfigImpl withoutKryo() {
        var config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        return config;
    }
}
