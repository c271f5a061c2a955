package io.forebay.traces.tlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.ReadTrace;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.capture.PcapWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the decoder against packets that another implementation packed. */
class TlpVectorsTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("forebay.data.dir", "."), "tlp", "tlp-vectors.json");
    private static final Map<String, TlpPrefix.Kind> PREFIX_KINDS =
            Map.of(
                    "PREFIX_MRIOV", TlpPrefix.Kind.MR_IOV,
                    "PREFIX_VENDOR_L0", TlpPrefix.Kind.VENDOR_LOCAL_0,
                    "PREFIX_VENDOR_L1", TlpPrefix.Kind.VENDOR_LOCAL_1,
                    "PREFIX_EXT_TPH", TlpPrefix.Kind.EXTENDED_TPH,
                    "PREFIX_VENDOR_E0", TlpPrefix.Kind.VENDOR_END_TO_END_0,
                    "PREFIX_VENDOR_E1", TlpPrefix.Kind.VENDOR_END_TO_END_1);
    private static final Map<String, Integer> STATUS_CODES =
            Map.of("SC", 0, "UR", 1, "CRS", 2, "CA", 4);

    private final List<JsonNode> vectors = new ArrayList<>();

    @BeforeEach
    void readVectors() throws IOException {
        assumeTrue(Files.isRegularFile(VECTORS), "no TLP vectors at forebay.data.dir");
        new ObjectMapper().readTree(VECTORS.toFile()).get("vectors").forEach(vectors::add);
        assertThat(vectors).hasSize(110);
    }

    @Test
    void shouldAgreeFieldByFieldWhenVectorsAreDecoded() {
        var softly = new SoftAssertions();
        for (JsonNode vector : vectors) {
            byte[] bytes = bytesOf(vector, "hex");
            var tlp = new Tlp();
            String id = "vector " + vector.get("id").asInt();
            softly.assertThat(TlpDecoder.decode(bytes, 0, bytes.length, bytes.length, tlp))
                    .as(id)
                    .isNull();
            checkHeader(softly, id, vector.get("fields"), tlp);
            checkRequest(softly, id, vector.get("fields"), tlp);
            checkCompletion(softly, id, vector.get("fields"), tlp);
            checkFrame(softly, id, vector, bytes, tlp);
        }
        softly.assertAll();
    }

    private static void checkHeader(SoftAssertions softly, String id, JsonNode fields, Tlp tlp) {
        softly.assertThat(tlp.type()).as(id).isEqualTo(TlpType.valueOf(text(fields, "kind")));
        softly.assertThat(tlp.type().format()).as(id).isEqualTo(number(fields, "fmt"));
        softly.assertThat(tlp.typeCode()).as(id).isEqualTo(number(fields, "type"));
        softly.assertThat(tlp.trafficClass()).as(id).isEqualTo(number(fields, "tc"));
        softly.assertThat(tlp.attributes()).as(id).isEqualTo(number(fields, "attr"));
        softly.assertThat(tlp.isLightweightNotification()).as(id).isEqualTo(flag(fields, "ln"));
        softly.assertThat(tlp.hasProcessingHints()).as(id).isEqualTo(flag(fields, "th"));
        softly.assertThat(tlp.hasDigest()).as(id).isEqualTo(flag(fields, "td"));
        softly.assertThat(tlp.isPoisoned()).as(id).isEqualTo(flag(fields, "ep"));
        softly.assertThat(tlp.addressType()).as(id).isEqualTo(number(fields, "at"));
        softly.assertThat(tlp.lengthWords()).as(id).isEqualTo(number(fields, "length_dw"));
        softly.assertThat(Tlp.functionName(tlp.requesterId()))
                .as(id)
                .isEqualTo(text(fields, "requester_id"));
        softly.assertThat(tlp.tag()).as(id).isEqualTo(number(fields, "tag"));
        softly.assertThat(tlp.type().headerWords() * 4)
                .as(id)
                .isEqualTo(number(fields, "header_bytes"));
    }

    private static void checkRequest(SoftAssertions softly, String id, JsonNode fields, Tlp tlp) {
        if (fields.has("first_be")) {
            softly.assertThat(tlp.firstByteEnable()).as(id).isEqualTo(number(fields, "first_be"));
            softly.assertThat(tlp.lastByteEnable()).as(id).isEqualTo(number(fields, "last_be"));
        }
        if (fields.has("address")) {
            softly.assertThat("0x" + Long.toHexString(tlp.address()))
                    .as(id)
                    .isEqualTo(text(fields, "address"));
            softly.assertThat(tlp.processingHint()).as(id).isEqualTo(number(fields, "ph"));
        }
        if (fields.has("register")) {
            softly.assertThat(tlp.register()).as(id).isEqualTo(number(fields, "register"));
            softly.assertThat(Tlp.functionName(tlp.targetId()))
                    .as(id)
                    .isEqualTo(text(fields, "dest_id"));
        }
    }

    private static void checkCompletion(
            SoftAssertions softly, String id, JsonNode fields, Tlp tlp) {
        softly.assertThat(tlp.type().isCompletion()).as(id).isEqualTo(fields.has("completer_id"));
        if (fields.has("completer_id")) {
            softly.assertThat(Tlp.functionName(tlp.completerId()))
                    .as(id)
                    .isEqualTo(text(fields, "completer_id"));
            softly.assertThat(tlp.completionStatus())
                    .as(id)
                    .isEqualTo(number(fields, "status_code"))
                    .isEqualTo(STATUS_CODES.get(text(fields, "status")));
            softly.assertThat(tlp.isByteCountModified()).as(id).isEqualTo(flag(fields, "bcm"));
            softly.assertThat(tlp.byteCount()).as(id).isEqualTo(number(fields, "byte_count"));
            softly.assertThat(tlp.lowerAddress()).as(id).isEqualTo(number(fields, "lower_address"));
        }
    }

    /** Prefixes, core, data and digest, which together are the whole packet. */
    private static void checkFrame(
            SoftAssertions softly, String id, JsonNode vector, byte[] bytes, Tlp tlp) {
        JsonNode prefixes = vector.get("prefixes");
        softly.assertThat(tlp.prefixCount()).as(id).isEqualTo(prefixes.size());
        for (int i = 0; i < prefixes.size(); i++) {
            JsonNode expected = prefixes.get(i);
            softly.assertThat(HexFormat.of().toHexDigits(tlp.prefix(i).word()))
                    .as(id)
                    .isEqualTo(text(expected, "hex"));
            softly.assertThat(tlp.prefix(i).kind())
                    .as(id)
                    .isEqualTo(PREFIX_KINDS.get(text(expected, "kind")));
        }
        HexFormat hex = HexFormat.of();
        int dataEnd = tlp.payloadOffset() + tlp.payloadBytes();
        softly.assertThat(hex.formatHex(bytes, tlp.payloadOffset(), dataEnd))
                .as(id)
                .isEqualTo(text(vector.get("fields"), "payload_hex"));
        softly.assertThat(hex.formatHex(bytes, tlp.prefixCount() * 4, dataEnd))
                .as(id)
                .isEqualTo(text(vector, "core_hex"));
        softly.assertThat(tlp.hasDigest() ? hex.toHexDigits(tlp.digest()) : "")
                .as(id)
                .isEqualTo(text(vector, "digest_hex"));
    }

    @Test
    void shouldAccountForEveryVectorWhenReadFromCapture() throws IOException {
        var file = new ByteArrayOutputStream();
        try (var writer = new PcapWriter(file, PcapWriter.LINK_TYPE_USER0)) {
            long timeNanos = 1_700_000_000_123_456_789L;
            for (JsonNode vector : vectors) {
                writer.write(timeNanos++, bytesOf(vector, "hex"));
            }
        }
        checkElements(file.toByteArray(), 1_700_000_000_123_456_789L, 1);
    }

    @Test
    void shouldAccountForEveryVectorWhenReadFromText() throws IOException {
        var text = new StringBuilder("# one TLP a line\n");
        for (JsonNode vector : vectors) {
            text.append(vector.get("hex").asText()).append('\n');
        }
        checkElements(text.toString().getBytes(StandardCharsets.US_ASCII), 0, 1_000);
    }

    private void checkElements(byte[] file, long firstNanos, long stepNanos) throws IOException {
        ReadTrace trace = ReadTrace.ofBytes(file, TraceFormat.TLP, "nic0");
        List<TrafficElement> elements = trace.elements();
        Stream<JsonNode> sound = vectors.stream().filter(v -> !flag(v.get("fields"), "ep"));
        List<JsonNode> expected = sound.toList();
        assertThat(expected).hasSize(94);
        assertThat(elements).hasSameSizeAs(expected);
        assertThat(trace.deadLetters())
                .hasSize(16)
                .allMatch(letter -> letter.getReason().contains("poisoned TLP"));
        for (int i = 0; i < elements.size(); i++) {
            TrafficElement element = elements.get(i);
            JsonNode fields = expected.get(i).get("fields");
            assertThat(ElementRules.violation(element)).isNull();
            assertThat(element.getFunctionId()).isEqualTo("nic0/" + text(fields, "requester_id"));
            assertThat(element.getTrafficClass()).isEqualTo(number(fields, "tc"));
            assertThat(element.getCorrelationId() & 0xffff).isEqualTo(number(fields, "tag"));
            assertThat((element.getEventTimeNanos() - firstNanos) % stepNanos).isZero();
        }
        assertThat(elements.get(0).getEventTimeNanos()).isEqualTo(firstNanos);
    }

    private static byte[] bytesOf(JsonNode vector, String field) {
        return HexFormat.of().parseHex(text(vector, field));
    }

    private static String text(JsonNode node, String field) {
        return node.get(field).asText();
    }

    private static int number(JsonNode node, String field) {
        return node.get(field).asInt();
    }

    private static boolean flag(JsonNode node, String field) {
        return node.get(field).asBoolean();
    }
}
