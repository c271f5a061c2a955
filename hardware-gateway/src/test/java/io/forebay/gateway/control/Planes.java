package io.forebay.gateway.control;

import io.forebay.gateway.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Control planes for tests: of device "dev", with one function "dev/a" that had 100 elements. */
final class Planes {
    static final long TIMEOUT_NANOS = 1_000;
    static final long CLOCK_NANOS = 42;

    private Planes() {}

    /**
     * A plane without a gateway.
     *
     * @param directory of the election
     * @param register runs what belongs to the register's thread
     */
    static ControlPlane of(
            Path directory, Executor register, CommandSink sink, CommandCounts counts)
            throws IOException {
        ElectionRegister elections = elections(directory);
        var controllers = new Controllers("dev", elections.highest(), TIMEOUT_NANOS);
        return new ControlPlane(
                "dev",
                new CommandIntake(),
                register,
                elections,
                controllers,
                processor(controllers, sink, counts),
                () -> CLOCK_NANOS);
    }

    static CommandProcessor processor(
            Controllers controllers, CommandSink sink, CommandCounts counts) {
        var rules =
                new CommandRules("dev", function -> function.equals("dev/a") ? 100 : -1, 1024, 16);
        return new CommandProcessor(controllers, rules, sink, counts, 8, 10);
    }

    static ElectionRegister elections(Path directory) throws IOException {
        try (var state = StateDirectory.open(Optional.of(directory), "dev")) {
            return new ElectionRegister(state.file("election"));
        }
    }
}
