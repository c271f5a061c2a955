package io.forebay.jobs.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.connectors.gateway.sink.GatewaySink;
import io.forebay.connectors.gateway.source.GatewaySource;
import io.forebay.connectors.kafka.KafkaTopics;
import io.forebay.jobs.DockerFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

/** The job takes the arguments and the configuration that the files in {@code docker} give it. */
class DockerJobTest {
    private static final String JAR = "/opt/flink/usrlib/forebay-job.jar";
    private static final Pattern REPORTER =
            Pattern.compile("metrics\\.reporter\\.prom\\.(factory\\.class|port)");
    private static final Pattern TOPIC = Pattern.compile("forebay\\.[a-z-]+");
    private static final List<Class<?>> FLINK_OPTIONS =
            List.of(
                    CheckpointingOptions.class,
                    ExecutionOptions.class,
                    HighAvailabilityOptions.class,
                    JobManagerOptions.class,
                    PipelineOptions.class,
                    RestOptions.class,
                    RestartStrategyOptions.class,
                    StateBackendOptions.class,
                    TaskManagerOptions.class);

    @Test
    void shouldTakeTheArgumentsOfTheComposeFile() throws Exception {
        List<String> command = DockerFiles.command("submit");
        List<String> arguments = command.subList(command.indexOf(JAR) + 1, command.size());
        Configuration config = config(DockerFiles.flinkProperties("submit"), arguments);

        assertThat(new JobAssembly(config).jobName()).isEqualTo("forebay gateway gateway:7420");
        assertThat(GatewaySource.builder().configure(config).build()).isNotNull();
        assertThat(GatewaySink.builder().configure(config).setBaseEpoch(1).build()).isNotNull();
    }

    @Test
    void shouldTakeTheArgumentsOfTheDeployment() throws Exception {
        Map<String, Object> job =
                DockerFiles.map(DockerFiles.map(DockerFiles.deployment().get("spec")).get("job"));
        Configuration config =
                config(DockerFiles.flinkConfiguration(), DockerFiles.strings(job.get("args")));

        assertThat(new JobAssembly(config).jobName()).isEqualTo("forebay kafka forebay.capture");
        assertThat(job)
                .containsEntry("entryClass", ShapingJobMain.class.getName())
                .containsEntry("jarURI", "local://" + JAR)
                .containsEntry("upgradeMode", "savepoint");
        assertThat(DockerFiles.image()).contains("forebay-job.jar " + JAR);
    }

    private static Configuration config(Map<String, String> flink, List<String> arguments) {
        Configuration config = Configuration.fromMap(flink);
        config.addAll(JobArguments.parse(arguments.toArray(String[]::new)));
        return config;
    }

    @Test
    void shouldSetOnlyWhatFlinkKnows() throws Exception {
        Map<String, ConfigOption<?>> known = new LinkedHashMap<>();
        for (Class<?> owner : FLINK_OPTIONS) {
            for (var field : owner.getFields()) {
                if (field.getType() == ConfigOption.class) {
                    ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                    known.put(option.key(), option);
                }
            }
        }
        for (Map<String, String> set :
                List.of(
                        DockerFiles.flinkProperties("jobmanager"),
                        DockerFiles.flinkProperties("taskmanager"),
                        DockerFiles.flinkConfiguration())) {
            assertThat(set).hasSizeGreaterThan(10);
            Configuration config = Configuration.fromMap(set);
            set.forEach(
                    (key, value) -> {
                        if (!REPORTER.matcher(key).matches()) {
                            assertThat(known).containsKey(key);
                            // Throws when the value is not of the option's type.
                            assertThat(config.getOptional(known.get(key))).as(key).isPresent();
                        }
                    });
            assertThat(Class.forName(set.get("metrics.reporter.prom.factory.class"))).isNotNull();
        }
    }

    @Test
    void shouldCreateTheTopicsOfTheOptions() throws Exception {
        Set<String> created = new TreeSet<>();
        Matcher topics = TOPIC.matcher(DockerFiles.command("topics").get(0));
        while (topics.find()) {
            created.add(topics.group());
        }

        assertThat(created)
                .containsExactlyInAnyOrderElementsOf(KafkaTopics.from(new Configuration()).all());
        assertThat(DockerFiles.map(DockerFiles.service("kafka").get("environment")))
                .containsEntry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    }
}
