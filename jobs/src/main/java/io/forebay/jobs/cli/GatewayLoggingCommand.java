package io.forebay.jobs.cli;

import io.forebay.schemas.gateway.v1.OperatorGrpc;
import io.forebay.schemas.gateway.v1.SetLoggingRequest;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forebay gateway logging}. */
@Command(
        name = "logging",
        description =
                "Switches on or off whether elements of a function that arrive from now on are logged in its ring file.",
        mixinStandardHelpOptions = true)
final class GatewayLoggingCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private GatewayCall gateway = new GatewayCall();

    @Option(
            names = "--function",
            paramLabel = "F",
            required = true,
            description = "The function, as device/function.")
    private String functionId;

    @Option(
            names = "--off",
            description = "Switch logging off; without it, logging is switched on.")
    private boolean isOff;

    @Override
    public Integer call() throws Exception {
        var request =
                SetLoggingRequest.newBuilder().setFunctionId(functionId).setOn(!isOff).build();
        gateway.ask(OperatorGrpc::newBlockingStub, stub -> stub.setLogging(request));
        PrintWriter out = spec.commandLine().getOut();
        out.println("logging of " + functionId + " is " + (isOff ? "off" : "on"));
        out.flush();
        return 0;
    }
}
