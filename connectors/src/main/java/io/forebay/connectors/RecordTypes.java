package io.forebay.connectors;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.SchemaTrust;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;

/** Stream types of the records: Avro's binary form, never Kryo. */
public final class RecordTypes {
    static {
        SchemaTrust.install();
    }

    private RecordTypes() {}

    /** Type of the capture stream. */
    public static TypeInformation<CaptureRecord> captureRecord() {
        return of(CaptureRecord.class);
    }

    /** Type of a dead-letter stream. */
    public static TypeInformation<DeadLetter> deadLetter() {
        return of(DeadLetter.class);
    }

    /** Type of a stream of any of the records. */
    public static <T extends SpecificRecordBase> TypeInformation<T> of(Class<T> record) {
        return new AvroTypeInfo<>(record);
    }
}
