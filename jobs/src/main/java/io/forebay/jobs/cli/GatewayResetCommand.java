package io.forebay.jobs.cli;

import io.forebay.schemas.gateway.v1.OperatorGrpc;
import io.forebay.schemas.gateway.v1.ResetFunctionsRequest;
import io.forebay.schemas.gateway.v1.ResetFunctionsResponse;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay gateway reset}. */
@Command(
        name = "reset",
        description =
                "Resets the function domain of a running gateway: what is pending is lost, and stays readable in the rings.",
        mixinStandardHelpOptions = true)
final class GatewayResetCommand implements Callable<Integer> {
    private static final int DEADLINE_SECONDS = 5;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "HOST:PORT",
            arity = "0..1",
            defaultValue = "127.0.0.1:7420",
            description = "Where the gateway listens (default: ${DEFAULT-VALUE}).")
    private String address;

    @Mixin private ClientTlsOptions tls = new ClientTlsOptions();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; reported to the subscribers of the capture.")
    private String reason;

    @Override
    public Integer call() throws Exception {
        var request = ResetFunctionsRequest.newBuilder().setReason(reason).build();
        ResetFunctionsResponse answer =
                GatewayCall.ask(
                        spec,
                        address,
                        tls.channels(),
                        channel ->
                                OperatorGrpc.newBlockingStub(channel)
                                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                                        .resetFunctions(request));
        PrintWriter out = spec.commandLine().getOut();
        out.println("reset; pending elements lost: " + answer.getLostElements());
        out.flush();
        return 0;
    }
}
