package io.forebay.jobs;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** Options of {@code gateway serve} as they stand in a {@code forebay.yaml}. */
final class GatewayFileOptions {
    private static final Set<String> OUTSIDE_FILES = Set.of("--config", "--help", "--version");

    private GatewayFileOptions() {}

    static void lines(List<String> lines) {
        var serve =
                Forebay.commandLine().getSubcommands().get("gateway").getSubcommands().get("serve");
        for (OptionSpec option : serve.getCommandSpec().options()) {
            if (OUTSIDE_FILES.contains(option.longestName())) {
                continue;
            }
            lines.add("");
            for (String line : option.description()) {
                lines.add("# " + line.replace(" (default: ${DEFAULT-VALUE})", ""));
            }
            lines.add(
                    "#gateway.serve."
                            + option.longestName().substring(2)
                            + ": "
                            + (option.arity().max() == 0 ? "false" : option.defaultValue()));
        }
    }
}
