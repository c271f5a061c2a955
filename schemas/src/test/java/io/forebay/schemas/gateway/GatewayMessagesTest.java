package io.forebay.schemas.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.Samples;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.Command;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayMessagesTest {
    static Stream<Object> bodies() {
        return Samples.captureBodies().stream();
    }

    static Stream<ControlCommand> commands() {
        return Samples.commands().stream();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldKeepCaptureRecordWhenSentAndReceived(Object body) throws Exception {
        var record = new CaptureRecord(12L, body);
        byte[] wire = GatewayMessages.toProto(record).toByteArray();
        var received = io.forebay.schemas.gateway.v1.CaptureRecord.parseFrom(wire);
        assertThat(GatewayMessages.fromProto(received)).isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldKeepCommandWhenSentAndReceived(ControlCommand command) throws Exception {
        byte[] wire = GatewayMessages.toProto(command).toByteArray();
        assertThat(GatewayMessages.fromProto(Command.parseFrom(wire))).isEqualTo(command);
    }

    @Test
    void shouldSampleEveryWireBody() {
        assertThat(
                        bodies().map(body -> GatewayMessages.toProto(new CaptureRecord(0L, body)))
                                .map(io.forebay.schemas.gateway.v1.CaptureRecord::getBodyCase))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(io.forebay.schemas.gateway.v1.CaptureRecord.BodyCase.values())
                                .filter(body -> body.getNumber() != 0)
                                .toList());
        assertThat(commands().map(GatewayMessages::toProto).map(Command::getBodyCase))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Command.BodyCase.values())
                                .filter(body -> body.getNumber() != 0)
                                .toList());
    }

    @Test
    void shouldReadUnknownWhenEnumNumberIsNew() {
        var element =
                io.forebay.schemas.gateway.v1.TrafficElement.newBuilder()
                        .setFunctionId("d/f")
                        .setKindValue(99)
                        .setOperationValue(99);
        var message = io.forebay.schemas.gateway.v1.CaptureRecord.newBuilder().setElement(element);
        var body = (TrafficElement) GatewayMessages.fromProto(message.build()).getBody();
        assertThat(body.getKind()).isEqualTo(ElementKind.UNKNOWN);
        assertThat(body.getOperation()).isEqualTo(Operation.UNKNOWN);

        var outcome = io.forebay.schemas.gateway.v1.PrefetchOutcome.newBuilder().setResultValue(99);
        message.setPrefetchOutcome(outcome);
        assertThat(GatewayMessages.fromProto(message.build()).getBody())
                .hasFieldOrPropertyWithValue("result", PrefetchResult.UNKNOWN);
    }

    @Test
    void shouldRefuseCaptureRecordWhenBodyIsMissing() {
        var message = io.forebay.schemas.gateway.v1.CaptureRecord.newBuilder().setOffset(17);
        assertThatThrownBy(() -> GatewayMessages.fromProto(message.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offset=17");
        assertThatThrownBy(() -> GatewayMessages.toProto(new CaptureRecord(18L, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offset=18");
    }

    @Test
    void shouldRefuseCaptureRecordWhenBodyIsOfALaterVersion()
            throws InvalidProtocolBufferException {
        var later =
                UnknownFieldSet.newBuilder()
                        .addField(
                                77,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.EMPTY)
                                        .build())
                        .build();
        var message =
                io.forebay.schemas.gateway.v1.CaptureRecord.newBuilder()
                        .setOffset(19)
                        .setUnknownFields(later)
                        .build();
        var received = io.forebay.schemas.gateway.v1.CaptureRecord.parseFrom(message.toByteArray());
        assertThatThrownBy(() -> GatewayMessages.fromProto(received))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offset=19");
    }

    @Test
    void shouldRefuseCommandWhenBodyIsMissing() {
        var message = Command.newBuilder().setTarget("d/f").setSequence(4);
        assertThatThrownBy(() -> GatewayMessages.fromProto(message.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("target=d/f, sequence=4");
        var command = new ControlCommand("d/f", 5L, 0L, 1L, null);
        assertThatThrownBy(() -> GatewayMessages.toProto(command))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("target=d/f, sequence=5");
    }

    @Test
    void shouldRefuseCommandWhenBodyNamesAnotherTarget() {
        var command = new ControlCommand("d/f", 5L, 0L, 1L, new PriorityTag("d/g", 1L, 0, 0.0));
        assertThatThrownBy(() -> GatewayMessages.toProto(command))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("target=d/f, sequence=5, body names=d/g");
    }

    @Test
    void shouldRefuseBodyWhenItIsNotOfTheUnion() {
        var command = new ControlCommand("d", 0L, 0L, 1L, new ClockTick("d", 0L));
        assertThatThrownBy(() -> GatewayMessages.toProto(command))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ClockTick");
    }
}
