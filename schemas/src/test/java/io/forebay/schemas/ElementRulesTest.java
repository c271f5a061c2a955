package io.forebay.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementRulesTest {
    @Test
    void shouldTakeElementWhenAllFieldsAreUsable() {
        assertThat(ElementRules.violation(Samples.blockRead())).isNull();
    }

    @Test
    void shouldTakeElementWhenValuesStandAtTheirBounds() {
        TrafficElement element = Samples.blockRead();
        element.setSequence(Long.MAX_VALUE);
        element.setEventTimeNanos(ElementRules.MAX_EVENT_TIME_NANOS);
        element.setLengthBytes(ElementRules.MAX_LENGTH_BYTES);
        element.setAddress(-ElementRules.MAX_LENGTH_BYTES);
        element.setTrafficClass(7);
        assertThat(ElementRules.violation(element)).isNull();
    }

    static Stream<Arguments> shouldNameReasonWhenFieldIsUnusable() {
        return Stream.of(
                refusal(e -> e.setFunctionId(null), "function id is missing"),
                refusal(e -> e.setFunctionId(""), "function id is not device/function"),
                refusal(e -> e.setFunctionId("disk"), "function id is not device/function"),
                refusal(e -> e.setFunctionId("/vf0"), "function id has no device"),
                refusal(e -> e.setFunctionId(" /vf0"), "function id has no device"),
                refusal(e -> e.setFunctionId("dev/"), "function id has no function"),
                refusal(e -> e.setFunctionId("dev/ "), "function id has no function"),
                refusal(e -> e.setFunctionId("dev/a\nb"), "position=5, functionId=dev/a?b"),
                refusal(e -> e.setFunctionId("dev/\ud800"), "position=4"),
                refusal(e -> e.setFunctionId("dev/" + "x".repeat(253)), "length=257"),
                refusal(e -> e.setSequence(-1), "sequence is negative: sequence=-1"),
                refusal(e -> e.setEventTimeNanos(-1), "eventTimeNanos=-1"),
                refusal(e -> e.setEventTimeNanos((1L << 62) + 1), "event time is outside"),
                refusal(e -> e.setKind(null), "kind is unknown"),
                refusal(e -> e.setKind(ElementKind.UNKNOWN), "kind is unknown"),
                refusal(e -> e.setOperation(null), "operation is unknown"),
                refusal(e -> e.setOperation(Operation.UNKNOWN), "operation is unknown"),
                refusal(e -> e.setLengthBytes(-512), "length is negative: lengthBytes=-512"),
                refusal(e -> e.setLengthBytes((1L << 40) + 1), "length is too large"),
                refusal(e -> e.setLengthBytes(0), "block request without length: operation=READ"),
                refusal(e -> e.setAddress(-4095), "address=18446744073709547521"),
                refusal(e -> e.setTrafficClass(-1), "trafficClass=-1"),
                refusal(e -> e.setTrafficClass(8), "trafficClass=8"));
    }

    private static Arguments refusal(Consumer<TrafficElement> change, String reason) {
        return Arguments.of(change, reason);
    }

    @ParameterizedTest
    @MethodSource
    void shouldNameReasonWhenFieldIsUnusable(Consumer<TrafficElement> change, String reason) {
        TrafficElement element = Samples.blockRead();
        change.accept(element);
        assertThat(ElementRules.violation(element)).contains(reason);
    }

    @ParameterizedTest
    @EnumSource(value = ElementKind.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void shouldTakeOnlyOperationsOfTheKind(ElementKind kind) {
        Set<Operation> taken = EnumSet.noneOf(Operation.class);
        for (Operation operation : Operation.values()) {
            TrafficElement element = Samples.blockRead();
            element.setKind(kind);
            element.setOperation(operation);
            if (ElementRules.violation(element) == null) {
                taken.add(operation);
            }
        }
        assertThat(taken).isEqualTo(operationsOf(kind));
    }

    private static Set<Operation> operationsOf(ElementKind kind) {
        return switch (kind) {
            case BLOCK ->
                    EnumSet.of(Operation.READ, Operation.WRITE, Operation.FLUSH, Operation.DISCARD);
            case ETHERNET ->
                    EnumSet.of(
                            Operation.FRAME,
                            Operation.READ,
                            Operation.WRITE,
                            Operation.COMPLETION,
                            Operation.COMPLETION_WITH_DATA);
            case TLP ->
                    EnumSet.complementOf(
                            EnumSet.of(
                                    Operation.UNKNOWN,
                                    Operation.FLUSH,
                                    Operation.DISCARD,
                                    Operation.FRAME));
            case UNKNOWN -> EnumSet.noneOf(Operation.class);
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"FLUSH", "DISCARD"})
    void shouldTakeBlockRequestWithoutLengthWhenItMovesNothing(Operation operation) {
        TrafficElement element = Samples.blockRead();
        element.setOperation(operation);
        element.setLengthBytes(0);
        assertThat(ElementRules.violation(element)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev/vf0", "d/f/g", "dev/Füllstand", "dev/\ud83d\ude00"})
    void shouldTakeFunctionIdWhenItNamesDeviceAndFunction(String functionId) {
        assertThat(Functions.violation(functionId)).isNull();
    }
}
