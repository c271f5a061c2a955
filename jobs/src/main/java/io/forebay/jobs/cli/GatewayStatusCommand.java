package io.forebay.jobs.cli;

import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.GatewayChannels;
import io.forebay.jobs.run.Failures;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay gateway status}: asks a gateway what it is and holds. */
@Command(
        name = "status",
        description = "Asks a running gateway what it is, keeps and can do.",
        mixinStandardHelpOptions = true)
final class GatewayStatusCommand implements Callable<Integer> {
    private static final int DEADLINE_SECONDS = 5;
    private static final double BYTES_PER_MEBIBYTE = 1 << 20;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "HOST:PORT",
            arity = "0..1",
            defaultValue = "127.0.0.1:7420",
            description = "Where the gateway listens (default: ${DEFAULT-VALUE}).")
    private String address;

    @Mixin private ClientTlsOptions tls = new ClientTlsOptions();

    @Override
    public Integer call() throws Exception {
        GatewayChannels channels = tls.channels();
        ManagedChannel channel;
        try {
            channel = channels.open(GatewayAddress.parse(address));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        try {
            print(
                    GatewayGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                            .getCapabilities(GetCapabilitiesRequest.getDefaultInstance()));
            return 0;
        } catch (StatusRuntimeException e) {
            throw new IOException(describe(e.getStatus()), null);
        } finally {
            channel.shutdownNow();
        }
    }

    private String describe(Status status) {
        boolean isAnswer =
                status.getCode() == Status.Code.PERMISSION_DENIED
                        || status.getCode() == Status.Code.UNAUTHENTICATED;
        return isAnswer
                ? "the gateway at " + address + " refuses: " + status.getDescription()
                : "no gateway answers at "
                        + address
                        + ": "
                        + status.getCode()
                        + (status.getCause() == null
                                ? ""
                                : ", " + Failures.rootMessage(status.getCause()));
    }

    private void print(Capabilities capabilities) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "device       %s (gateway %s)%n",
                capabilities.getDeviceId(),
                capabilities.getVersion());
        out.printf(
                Locale.ROOT,
                "buffers      %.1f MiB, %,d prefetch blocks per function%n",
                capabilities.getBufferBudgetBytes() / BYTES_PER_MEBIBYTE,
                capabilities.getPrefetchBlocksPerFunction());
        out.printf(
                Locale.ROOT,
                "capture      offsets %,d to %,d held%n",
                capabilities.getFirstOffset(),
                capabilities.getNextOffset());
        out.printf("actions      %s%n", capabilities.getActionsList());
        out.printf(Locale.ROOT, "functions    %,d%n", capabilities.getFunctionIdsCount());
        capabilities.getFunctionIdsList().forEach(function -> out.println("  " + function));
        out.flush();
    }
}
