package io.forebay.jobs.cli;

import io.forebay.jobs.cluster.PolicyTopic;
import io.forebay.schemas.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay cluster policy}: what functions are to keep to, while the job runs. */
@Command(
        name = "policy",
        description = {
            "Sets options for a function, a device or all (*) while the job runs.",
            "Values are those of the options of the job, such as forebay.priority.ceiling=5."
        },
        mixinStandardHelpOptions = true)
final class ClusterPolicyCommand implements Runnable {
    private static final String TARGET = "A function's id, a device's, or * for everything.";

    @Spec private CommandSpec spec;

    /** Where the policies are. */
    static final class Place {
        @Mixin private ClusterOptions options = new ClusterOptions();

        @Option(
                names = "--kafka",
                paramLabel = "HOST:PORT",
                description = "Brokers of another cluster than the one of --dir.")
        private String servers;

        @Option(
                names = "--topic",
                paramLabel = "TOPIC",
                defaultValue = PolicyTopic.LOCAL,
                description = "Topic of the policies (default: ${DEFAULT-VALUE}).")
        private String topic;

        PolicyTopic open() throws IOException {
            return new PolicyTopic(
                    servers == null ? options.cluster().state().kafkaAddress() : servers, topic);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: set, list or remove");
    }

    @Command(
            name = "set",
            description = "Sets values; others that were set for the target stay.",
            mixinStandardHelpOptions = true)
    int set(
            @Mixin Place place,
            @Parameters(index = "0", paramLabel = "TARGET", description = TARGET) String target,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "KEY=VALUE",
                            description = "Options and their values.")
                    Map<String, String> values)
            throws IOException, InterruptedException {
        try (PolicyTopic policies = place.open()) {
            print(policies.set(target, values));
        }
        return 0;
    }

    @Command(
            name = "list",
            description = "Prints the policies that were set.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Place place) throws IOException {
        try (PolicyTopic policies = place.open()) {
            policies.policies().values().forEach(this::print);
        }
        return 0;
    }

    @Command(
            name = "remove",
            description = "Takes a policy back: what is configured holds again.",
            mixinStandardHelpOptions = true)
    int remove(
            @Mixin Place place,
            @Parameters(index = "0", paramLabel = "TARGET", description = TARGET) String target)
            throws IOException, InterruptedException {
        try (PolicyTopic policies = place.open()) {
            if (!policies.remove(target)) {
                throw new IllegalArgumentException("no policy is set: target=" + target);
            }
        }
        return 0;
    }

    private void print(Policy policy) {
        PrintWriter out = spec.commandLine().getOut();
        new TreeMap<>(policy.getValues())
                .forEach(
                        (key, value) -> out.println(policy.getTarget() + "  " + key + "=" + value));
        out.flush();
    }
}
