package io.forebay.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureRecordsTest {
    static Stream<Object> bodies() {
        return Samples.captureBodies().stream();
    }

    @Test
    void shouldSampleEveryBodyOfTheSchema() {
        var types = CaptureRecord.getClassSchema().getField("body").schema().getTypes();
        assertThat(bodies().map(body -> ((SpecificRecord) body).getSchema()))
                .containsExactlyInAnyOrderElementsOf(types);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldReadTimeAndFunctionAsTheSchemaNamesThem(SpecificRecord body) {
        var record = new CaptureRecord(3L, body);
        var time = body.getSchema().getField("eventTimeNanos");
        var function = body.getSchema().getField("functionId");
        assertThat(CaptureRecords.eventTimeNanos(record)).isEqualTo(body.get(time.pos()));
        assertThat(CaptureRecords.functionId(record))
                .isEqualTo(function == null ? null : body.get(function.pos()));
        assertThat(CaptureRecords.deviceId(record)).isEqualTo("nvme0");
    }

    @Test
    void shouldNameOffsetWhenBodyIsMissing() {
        var record = new CaptureRecord(42L, null);
        assertThatThrownBy(() -> CaptureRecords.eventTimeNanos(record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offset=42");
        assertThatThrownBy(() -> CaptureRecords.functionId(record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offset=42");
    }

    @Test
    void shouldSplitFunctionIdAtFirstSlash() {
        assertThat(Functions.deviceOf("nvme0/ns1/vf2")).isEqualTo("nvme0");
        assertThat(Functions.idOf("nvme0", "ns1/vf2")).isEqualTo("nvme0/ns1/vf2");
        assertThatThrownBy(() -> Functions.deviceOf("nvme0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("functionId=nvme0");
        assertThatThrownBy(() -> Functions.deviceOf("/vf2"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
