package io.forebay.jobs.cli;

import io.forebay.schemas.gateway.v1.OperatorGrpc;
import io.forebay.schemas.gateway.v1.ResetFunctionsRequest;
import io.forebay.schemas.gateway.v1.ResetFunctionsResponse;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay gateway reset}. */
@Command(
        name = "reset",
        description =
                "Resets the function domain of a running gateway: what is pending is lost, and stays readable in the rings.",
        mixinStandardHelpOptions = true)
final class GatewayResetCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private GatewayCall gateway = new GatewayCall();

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
                gateway.ask(OperatorGrpc::newBlockingStub, stub -> stub.resetFunctions(request));
        PrintWriter out = spec.commandLine().getOut();
        out.println("reset; pending elements lost: " + answer.getLostElements());
        out.flush();
        return 0;
    }
}
