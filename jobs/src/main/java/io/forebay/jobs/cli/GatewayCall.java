package io.forebay.jobs.cli;

import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.GatewayChannels;
import io.forebay.jobs.run.Failures;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One call to a running gateway: where and how, and what its failure means to a person. */
final class GatewayCall {
    private static final Set<Status.Code> NO_ANSWER =
            EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.UNKNOWN);

    private static final int DEADLINE_SECONDS = 5;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            paramLabel = "HOST:PORT",
            arity = "0..1",
            defaultValue = "127.0.0.1:7420",
            description = "Where the gateway listens (default: ${DEFAULT-VALUE}).")
    private String address;

    @Mixin private ClientTlsOptions tls = new ClientTlsOptions();

    /**
     * Opens a channel, calls within some seconds and closes it.
     *
     * @param stub made for the channel
     * @throws ParameterException if the address or the files for TLS cannot be used
     * @throws IOException if the gateway refuses or does not answer
     */
    <S extends AbstractStub<S>, R> R ask(Function<Channel, S> stub, Function<S, R> call)
            throws IOException {
        GatewayChannels channels = tls.channels();
        ManagedChannel channel;
        try {
            channel = channels.open(GatewayAddress.parse(address));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        try {
            return call.apply(
                    stub.apply(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
        } catch (StatusRuntimeException e) {
            throw new IOException(describe(e.getStatus()), null);
        } finally {
            channel.shutdownNow();
        }
    }

    private String describe(Status status) {
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
