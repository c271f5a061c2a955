package io.forebay.jobs.cli;

import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.ControllerStatus;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forebay gateway status}: asks a gateway what it is and holds. */
@Command(
        name = "status",
        description = "Asks a running gateway what it is, keeps and can do.",
        mixinStandardHelpOptions = true)
final class GatewayStatusCommand implements Callable<Integer> {
    private static final double BYTES_PER_MEBIBYTE = 1 << 20;

    @Spec private CommandSpec spec;

    @Mixin private GatewayCall gateway = new GatewayCall();

    @Override
    public Integer call() throws Exception {
        print(
                gateway.ask(
                        GatewayGrpc::newBlockingStub,
                        stub -> stub.getCapabilities(GetCapabilitiesRequest.getDefaultInstance())));
        return 0;
    }

    private void print(Capabilities capabilities) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "device       %s (gateway %s, API %s)%n",
                capabilities.getDeviceId(),
                capabilities.getVersion(),
                capabilities.getApiVersion());
        out.printf("hardware     %s%n", capabilities.getHardwareDetail());
        out.printf(
                Locale.ROOT,
                "buffers      %.1f MiB, %,d prefetch blocks per function%n",
                capabilities.getBufferBudgetBytes() / BYTES_PER_MEBIBYTE,
                capabilities.getPrefetchBlocksPerFunction());
        out.printf(
                Locale.ROOT,
                "capture      offsets %,d to %,d of log %x held%n",
                capabilities.getFirstOffset(),
                capabilities.getNextOffset(),
                capabilities.getLogId());
        out.printf(Locale.ROOT, "controller   %s%n", describe(capabilities.getController()));
        out.printf("actions      %s%n", capabilities.getActionsList());
        out.printf(Locale.ROOT, "functions    %,d%n", capabilities.getFunctionIdsCount());
        capabilities.getFunctionIdsList().forEach(function -> out.println("  " + function));
        out.flush();
    }

    private static String describe(ControllerStatus controller) {
        String who =
                controller.getControllerId()
                        + ", election id "
                        + Long.toUnsignedString(controller.getElectionId().getHigh())
                        + ":"
                        + Long.toUnsignedString(controller.getElectionId().getLow());
        return switch (controller.getState()) {
            case CONTROLLER_STATE_NONE -> "none so far";
            case CONTROLLER_STATE_PRESENT -> who;
            case CONTROLLER_STATE_SILENT -> who + ", silent: the last policy stays in force";
            case CONTROLLER_STATE_ABSENT -> who + ", gone: the last policy stays in force";
            case CONTROLLER_STATE_UNSPECIFIED, UNRECOGNIZED -> "not told";
        };
    }
}
