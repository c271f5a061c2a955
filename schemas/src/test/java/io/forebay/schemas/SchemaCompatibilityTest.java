package io.forebay.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the current schemas against the released ones under {@code schemas/v1}: what was written
 * with a released schema must stay readable. A file there is never changed; a new release gets a
 * new directory.
 */
class SchemaCompatibilityTest {
    private static final SchemaValidator VALIDATOR =
            new SchemaValidatorBuilder().canReadStrategy().validateAll();

    @BeforeAll
    static void trust() {
        SchemaTrust.install();
    }

    static Stream<Schema> records() {
        return ForebayRecords.PROTOCOL.getTypes().stream()
                .filter(type -> type.getType() == Schema.Type.RECORD);
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldReadWhatVersion1Wrote(Schema current) throws IOException {
        assertThatCode(() -> VALIDATOR.validate(current, List.of(released(current.getName()))))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldHaveNoReleasedSchemaWithoutRecord() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/schemas/v1"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> name.endsWith(".avsc"))
                    .containsExactlyInAnyOrderElementsOf(
                            records().map(record -> record.getName() + ".avsc").toList());
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldRefuseFieldWithoutDefaultWhenVersion1HasNone(Schema current) throws IOException {
        Schema released = released(current.getName());
        var fields = new ArrayList<>(copiesOf(current));
        fields.add(new Schema.Field("addedLater", Schema.create(Schema.Type.LONG)));
        Schema broken =
                Schema.createRecord(current.getName(), null, current.getNamespace(), false, fields);
        assertThatThrownBy(() -> VALIDATOR.validate(broken, List.of(released)))
                .isInstanceOf(SchemaValidationException.class);
    }

    private static List<Schema.Field> copiesOf(Schema record) {
        return record.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
    }

    @Test
    void shouldRefuseNarrowerTypeThanVersion1Wrote() throws IOException {
        String narrowed =
                ClockTick.getClassSchema()
                        .toString()
                        .replace(
                                "\"name\":\"eventTimeNanos\",\"type\":\"long\"",
                                "\"name\":\"eventTimeNanos\",\"type\":\"int\"");
        Schema broken = new Schema.Parser().parse(narrowed);
        assertThat(broken).isNotEqualTo(ClockTick.getClassSchema());
        Schema released = released("ClockTick");
        assertThatThrownBy(() -> VALIDATOR.validate(broken, List.of(released)))
                .isInstanceOf(SchemaValidationException.class);
    }

    /** Avro would match a renamed body by its fields alone, and perhaps to the wrong record. */
    @ParameterizedTest
    @ValueSource(strings = {"CaptureRecord", "ControlCommand"})
    void shouldKeepBodiesOfVersion1UnderTheirNames(String name) throws IOException {
        assertThat(bodyNames(ForebayRecords.PROTOCOL.getType("io.forebay.schemas." + name)))
                .containsAll(bodyNames(released(name)));
    }

    private static List<String> bodyNames(Schema record) {
        return record.getField("body").schema().getTypes().stream()
                .map(Schema::getFullName)
                .toList();
    }

    @Test
    void shouldDecodeCaptureRecordsThatVersion1Encoded() throws IOException {
        List<Object> bodies = Samples.captureBodies();
        DatumReader<CaptureRecord> reader =
                reader(released("CaptureRecord"), CaptureRecord.getClassSchema());
        try (InputStream bytes = resource("schemas/v1/capture-records.bin")) {
            var decoder = DecoderFactory.get().binaryDecoder(bytes, null);
            for (int i = 0; i < bodies.size(); i++) {
                assertThat(reader.read(null, decoder))
                        .isEqualTo(new CaptureRecord((long) i, bodies.get(i)));
            }
            assertThat(decoder.isEnd()).isTrue();
        }
    }

    @Test
    void shouldDecodeCommandsThatVersion1Encoded() throws IOException {
        DatumReader<ControlCommand> reader =
                reader(released("ControlCommand"), ControlCommand.getClassSchema());
        try (InputStream bytes = resource("schemas/v1/control-commands.bin")) {
            var decoder = DecoderFactory.get().binaryDecoder(bytes, null);
            for (ControlCommand command : Samples.commands()) {
                assertThat(reader.read(null, decoder)).isEqualTo(asOfVersion1(command));
            }
            assertThat(decoder.isEnd()).isTrue();
        }
    }

    /** A command whose later fields have their defaults. */
    private static ControlCommand asOfVersion1(ControlCommand command) {
        if (command.getBody() instanceof ModelUpdate update) {
            update.setSubtask(0);
            update.setParallelism(1);
        }
        return command;
    }

    /** A symbol that only a later writer knows reads as the enum's default. */
    @Test
    void shouldReadUnknownWhenEnumSymbolIsNew() throws IOException {
        String later = Operation.SCHEMA$.toString().replace("\"FRAME\"", "\"FRAME\",\"TRIM\"");
        Schema writer = new Schema.Parser().parse(later);
        var reader =
                new SpecificDatumReader<Operation>(writer, Operation.SCHEMA$, new SpecificData());
        byte[] index = {(byte) (writer.getEnumOrdinal("TRIM") << 1)};
        assertThat(reader.read(null, DecoderFactory.get().binaryDecoder(index, null)))
                .isEqualTo(Operation.UNKNOWN);
    }

    private static <T> DatumReader<T> reader(Schema writer, Schema current) {
        return new SpecificDatumReader<>(
                writer, current, new SpecificData(CaptureRecord.class.getClassLoader()));
    }

    private static Schema released(String record) throws IOException {
        try (InputStream json = resource("schemas/v1/" + record + ".avsc")) {
            return new Schema.Parser().parse(json);
        }
    }

    private static InputStream resource(String name) {
        InputStream stream =
                SchemaCompatibilityTest.class.getClassLoader().getResourceAsStream(name);
        assertThat(stream).as("no released version is committed: %s", name).isNotNull();
        return stream;
    }
}
