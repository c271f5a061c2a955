package io.forebay.schemas.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import io.forebay.schemas.gateway.v1.GatewayOuterClass;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds the gateway API against the released descriptors under {@code schemas/v1}: fields, enum
 * numbers and methods may be added, never changed or taken away.
 */
class GatewayApiCompatibilityTest {
    private static final FileDescriptorProto CURRENT = GatewayOuterClass.getDescriptor().toProto();

    @Test
    void shouldKeepAllOfVersion1() throws IOException {
        assertThat(breaks(released(), CURRENT)).isEmpty();
    }

    @Test
    void shouldNameBreakWhenFieldVanishes() throws IOException {
        var changed = CURRENT.toBuilder();
        changed.getMessageTypeBuilder(indexOf("TrafficElement")).removeField(0);
        assertThat(breaks(released(), changed.build()))
                .containsExactly("TrafficElement: field vanished: number=1");
    }

    @Test
    void shouldNameBreakWhenFieldChangesItsType() throws IOException {
        var changed = CURRENT.toBuilder();
        changed.getMessageTypeBuilder(indexOf("Completion"))
                .getFieldBuilder(5)
                .setType(FieldDescriptorProto.Type.TYPE_INT32);
        assertThat(breaks(released(), changed.build()))
                .singleElement()
                .asString()
                .startsWith("Completion: field changed: number=6");
    }

    @Test
    void shouldNameBreakWhenEnumNumberOrMethodVanishes() throws IOException {
        var changed = CURRENT.toBuilder();
        changed.getEnumTypeBuilder(0).removeValue(1);
        changed.getServiceBuilder(0).removeMethod(0);
        assertThat(breaks(released(), changed.build()))
                .containsExactly(
                        "Action: number vanished: number=1",
                        "Gateway: method vanished: GetCapabilities");
    }

    private static int indexOf(String message) {
        return GatewayOuterClass.getDescriptor().findMessageTypeByName(message).getIndex();
    }

    private static FileDescriptorProto released() throws IOException {
        try (InputStream bytes =
                GatewayApiCompatibilityTest.class
                        .getClassLoader()
                        .getResourceAsStream("schemas/v1/gateway.desc")) {
            return FileDescriptorSet.parseFrom(bytes).getFile(0);
        }
    }

    private static List<String> breaks(FileDescriptorProto released, FileDescriptorProto current) {
        List<String> breaks = new ArrayList<>();
        if (!released.getPackage().equals(current.getPackage())) {
            breaks.add("package changed: " + current.getPackage());
        }
        var messages = byKey(current.getMessageTypeList(), DescriptorProto::getName);
        for (DescriptorProto message : released.getMessageTypeList()) {
            compareMessage(message, messages.get(message.getName()), breaks);
        }
        var enums = byKey(current.getEnumTypeList(), EnumDescriptorProto::getName);
        for (EnumDescriptorProto type : released.getEnumTypeList()) {
            compareEnum(type, enums.get(type.getName()), breaks);
        }
        var methods = byKey(current.getService(0).getMethodList(), MethodDescriptorProto::getName);
        for (MethodDescriptorProto method : released.getService(0).getMethodList()) {
            MethodDescriptorProto now = methods.get(method.getName());
            if (now == null) {
                breaks.add("Gateway: method vanished: " + method.getName());
            } else if (!now.equals(method)) {
                breaks.add("Gateway: method changed: " + method.getName());
            }
        }
        return breaks;
    }

    private static void compareMessage(
            DescriptorProto released, DescriptorProto current, List<String> breaks) {
        if (current == null) {
            breaks.add(released.getName() + ": message vanished");
            return;
        }
        var fields = byKey(current.getFieldList(), FieldDescriptorProto::getNumber);
        for (FieldDescriptorProto field : released.getFieldList()) {
            FieldDescriptorProto now = fields.get(field.getNumber());
            if (now == null) {
                breaks.add(released.getName() + ": field vanished: number=" + field.getNumber());
            } else if (!now.equals(field)) {
                breaks.add(
                        released.getName()
                                + ": field changed: number="
                                + field.getNumber()
                                + ", was="
                                + field);
            }
        }
    }

    private static void compareEnum(
            EnumDescriptorProto released, EnumDescriptorProto current, List<String> breaks) {
        if (current == null) {
            breaks.add(released.getName() + ": enum vanished");
            return;
        }
        var values = byKey(current.getValueList(), value -> value.getNumber());
        for (var value : released.getValueList()) {
            var now = values.get(value.getNumber());
            if (now == null) {
                breaks.add(released.getName() + ": number vanished: number=" + value.getNumber());
            } else if (!now.getName().equals(value.getName())) {
                breaks.add(released.getName() + ": number renamed: number=" + value.getNumber());
            }
        }
    }

    private static <K, V> Map<K, V> byKey(List<V> values, Function<V, K> key) {
        return values.stream().collect(Collectors.toMap(key, Function.identity()));
    }
}
