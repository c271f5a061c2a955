package io.forebay.connectors.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import io.forebay.connectors.GoldenBytes;
import io.forebay.connectors.gateway.Backoff;
import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.Records;
import io.forebay.schemas.gateway.CommandCodes;
import io.forebay.schemas.gateway.GatewayMessages;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySinkSettingsTest {
    @Test
    void shouldHaveDefaults() {
        assertThat(GatewaySinkSettings.defaults())
                .isEqualTo(
                        new GatewaySinkSettings(
                                500,
                                3 << 20,
                                64,
                                10_000,
                                2,
                                10_000,
                                1_000,
                                12,
                                new Backoff(10, 5_000)));
    }

    @Test
    void shouldMapEveryKey() {
        var config =
                Configuration.fromMap(
                        Map.of(
                                "gateway.sink.max-batch-size", "7",
                                "gateway.sink.max-batch-bytes", "9 kb",
                                "gateway.sink.max-in-flight-batches", "3",
                                "gateway.sink.max-buffered-commands", "11",
                                "gateway.sink.max-time-in-buffer", "4 ms",
                                "gateway.sink.request-timeout", "5 s",
                                "gateway.sink.heartbeat-interval", "7 ms",
                                "gateway.sink.retry.max-retries", "6",
                                "gateway.sink.retry.initial-backoff", "8 ms",
                                "gateway.sink.retry.max-backoff", "9 ms"));
        assertThat(GatewaySinkSettings.from(config))
                .isEqualTo(
                        new GatewaySinkSettings(
                                7, 9 << 10, 3, 11, 4, 5_000, 7, 6, new Backoff(8, 9)));
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.sink.max-batch-size, 0, 1",
        "gateway.sink.max-batch-bytes, 0, 1",
        "gateway.sink.max-in-flight-batches, 0, 1",
        "gateway.sink.max-buffered-commands, 500, 501",
        "gateway.sink.max-time-in-buffer, 0 ms, 1",
        "gateway.sink.request-timeout, 0 ms, 1",
        "gateway.sink.heartbeat-interval, 0 ms, 1",
        "gateway.sink.retry.max-retries, -1, 0",
        "gateway.sink.retry.initial-backoff, 0 ms, 1",
        "gateway.sink.retry.max-backoff, 9 ms, 10"
    })
    void shouldNameKeyValueAndBoundWhenValueIsRefused(String key, String value, String minimum) {
        var config = Configuration.fromMap(Map.of(key, value));
        String number = value.replace(" ms", "");
        assertThatThrownBy(() -> GatewaySinkSettings.from(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + " must be at least " + minimum + ": value=" + number);
    }

    @Test
    void shouldRouteByDeviceAndElseToTheOneForAll() {
        var routes = GatewayRoutes.parse(List.of("a=h:1", "other:9", "b=[::1]:2"));
        assertThat(routes.of("a/vf0")).isEqualTo(new GatewayAddress("h", 1));
        assertThat(routes.of("b")).isEqualTo(new GatewayAddress("::1", 2));
        assertThat(routes.of("c/vf0")).isEqualTo(new GatewayAddress("other", 9));
        assertThat(routes.gateways()).hasSize(3);
        assertThat(GatewayRoutes.parse(List.of("a=h:1")).of("c")).isNull();
        assertThat(GatewayRoutes.parse(List.of("a=h:1", "b=h:1")).gateways()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=h:1", "a/b=h:1", "a=h", "a=h:1;a=h:2", "h:1;h:2"})
    void shouldRefuseRoutesThatAreAmbiguousOrMalformed(String entries) {
        assertThatThrownBy(
                        () ->
                                GatewayRoutes.parse(
                                        Pattern.compile(";").splitAsStream(entries).toList()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseSinkWithoutGatewayOrEpoch() {
        assertThatThrownBy(() -> GatewaySink.builder().setBaseEpoch(1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gateway.sink.addresses is missing");
        assertThatThrownBy(() -> GatewaySink.builder().addGateway("h:1").build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> GatewaySink.builder().setBaseEpoch(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void shouldHaveOneCategoryForEachCode(Code code) {
        CommandCategory expected =
                switch (code) {
                    case OK -> CommandCategory.ACCEPTED;
                    case RESOURCE_EXHAUSTED, UNAVAILABLE, ABORTED -> CommandCategory.RETRY;
                    case PERMISSION_DENIED, UNAUTHENTICATED -> CommandCategory.FAIL;
                    default -> CommandCategory.DROP;
                };
        assertThat(CommandCategory.of(code)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "COMMAND_STATUS_ACCEPTED, ACCEPTED",
        "COMMAND_STATUS_BUSY, RETRY",
        "COMMAND_STATUS_STALE_EPOCH, FAIL",
        "COMMAND_STATUS_UNKNOWN_TARGET, DROP",
        "COMMAND_STATUS_UNSUPPORTED, DROP",
        "COMMAND_STATUS_EXPIRED, DROP",
        "COMMAND_STATUS_INVALID, DROP",
        "COMMAND_STATUS_FORGOTTEN, DROP",
        "COMMAND_STATUS_UNSPECIFIED, DROP"
    })
    void shouldHaveOneCategoryForEachStatus(CommandStatus status, CommandCategory expected) {
        assertThat(CommandCategory.of(CommandCodes.of(status))).isEqualTo(expected);
    }

    @Test
    void shouldReadStateOfVersion1() throws IOException {
        var serializer = new CommandStateSerializer();
        List<CommandEntry> entries =
                Stream.of(Records.prefetch("d/f", 1), Records.tag("d/f", 2))
                        .map(command -> new CommandEntry(GatewayMessages.toProto(command), 0))
                        .toList();
        var state =
                new BufferedRequestState<>(
                        entries.stream()
                                .map(e -> new RequestEntryWrapper<>(e, e.sizeBytes()))
                                .toList());
        byte[] golden = GoldenBytes.of("sink-state-v1.bin");
        assertThat(serializer.serialize(state)).isEqualTo(golden);
        BufferedRequestState<CommandEntry> read = serializer.deserialize(1, golden);
        assertThat(read.getBufferedRequestEntries())
                .extracting(RequestEntryWrapper::getRequestEntry)
                .isEqualTo(entries);
        assertThat(read.getStateSize()).isEqualTo(state.getStateSize());
        assertThatThrownBy(() -> serializer.deserialize(0, golden))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of sink state: version=0, supported=1");
    }
}
