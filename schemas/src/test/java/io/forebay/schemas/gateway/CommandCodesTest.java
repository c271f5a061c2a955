package io.forebay.schemas.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandCodesTest {
    @Test
    void shouldGiveEachStatusItsCanonicalCode() {
        Map<CommandStatus, Code> codes = new EnumMap<>(CommandStatus.class);
        for (CommandStatus status : CommandStatus.values()) {
            codes.put(status, CommandCodes.of(status));
        }
        assertThat(codes)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.ofEntries(
                                Map.entry(CommandStatus.COMMAND_STATUS_UNSPECIFIED, Code.UNKNOWN),
                                Map.entry(CommandStatus.COMMAND_STATUS_ACCEPTED, Code.OK),
                                Map.entry(
                                        CommandStatus.COMMAND_STATUS_STALE_EPOCH,
                                        Code.PERMISSION_DENIED),
                                Map.entry(
                                        CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET,
                                        Code.NOT_FOUND),
                                Map.entry(
                                        CommandStatus.COMMAND_STATUS_UNSUPPORTED,
                                        Code.UNIMPLEMENTED),
                                Map.entry(
                                        CommandStatus.COMMAND_STATUS_EXPIRED,
                                        Code.DEADLINE_EXCEEDED),
                                Map.entry(
                                        CommandStatus.COMMAND_STATUS_INVALID,
                                        Code.INVALID_ARGUMENT),
                                Map.entry(
                                        CommandStatus.COMMAND_STATUS_BUSY, Code.RESOURCE_EXHAUSTED),
                                Map.entry(
                                        CommandStatus.COMMAND_STATUS_FORGOTTEN, Code.OUT_OF_RANGE),
                                Map.entry(CommandStatus.UNRECOGNIZED, Code.UNKNOWN)));
    }
}
