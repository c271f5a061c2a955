package io.forebay.jobs.cli;

import io.forebay.schemas.gateway.v1.OperatorGrpc;
import io.forebay.schemas.gateway.v1.SetLoggingRequest;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay gateway logging}. */
@Command(
        name = "logging",
        description =
                "Switches on or off whether elements of a function that arrive from now on are logged in its ring file.",
        mixinStandardHelpOptions = true)
final class GatewayLoggingCommand implements Callable<Integer> {
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
        GatewayCall.ask(
                spec,
                address,
                tls.channels(),
                channel ->
                        OperatorGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                                .setLogging(request));
        PrintWriter out = spec.commandLine().getOut();
        out.println("logging of " + functionId + " is " + (isOff ? "off" : "on"));
        out.flush();
        return 0;
    }
}
