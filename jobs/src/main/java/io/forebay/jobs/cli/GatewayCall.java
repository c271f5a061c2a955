package io.forebay.jobs.cli;

import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.GatewayChannels;
import io.forebay.jobs.run.Failures;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** One call to a running gateway, and what its failure means to a person. */
final class GatewayCall {
    private static final Set<Status.Code> NO_ANSWER =
            EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.UNKNOWN);

    private GatewayCall() {}

    /**
     * Opens a channel, calls and closes it.
     *
     * @param address host and port
     * @throws ParameterException if the address or the files for TLS cannot be used
     * @throws IOException if the gateway refuses or does not answer
     */
    static <R> R ask(
            CommandSpec spec,
            String address,
            GatewayChannels channels,
            Function<ManagedChannel, R> call)
            throws IOException {
        ManagedChannel channel;
        try {
            channel = channels.open(GatewayAddress.parse(address));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        try {
            return call.apply(channel);
        } catch (StatusRuntimeException e) {
            throw new IOException(describe(address, e.getStatus()), null);
        } finally {
            channel.shutdownNow();
        }
    }

    private static String describe(String address, Status status) {
        if (!NO_ANSWER.contains(status.getCode())) {
            return "the gateway at "
                    + address
                    + " refuses: "
                    + (status.getDescription() == null
                            ? status.getCode()
                            : status.getDescription());
        }
        return "no gateway answers at "
                + address
                + ": "
                + status.getCode()
                + (status.getCause() == null ? "" : ", " + Failures.rootMessage(status.getCause()));
    }
}
