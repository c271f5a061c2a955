package io.forebay.jobs.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code forebay cluster down}: ends what {@code up} and {@code submit} started. */
@Command(
        name = "down",
        description = {
            "Ends the processes that were started for this cluster, and no others.",
            "Topics, checkpoints, savepoints and logs stay in its directory."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClusterDownCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ClusterOptions options = new ClusterOptions();

    @Override
    public Integer call() throws Exception {
        int ended = options.cluster().down();
        PrintWriter out = spec.commandLine().getOut();
        out.println(ended == 0 ? "nothing was up" : "ended " + ended + " processes");
        out.flush();
        return 0;
    }
}
