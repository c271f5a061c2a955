package io.forebay.jobs.assembly;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Entry point of the job as a jar: {@code flink run forebay-job.jar --forebay.source kafka
 * --kafka.bootstrap-servers host:9092}. Options are {@code --key value}; what is not given is taken
 * from Flink's configuration, where the same keys may stand.
 */
public final class ShapingJobMain {
    private ShapingJobMain() {}

    public static void main(String[] arguments) throws Exception {
        Configuration given = JobArguments.parse(arguments);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Configuration config = new Configuration();
        env.getConfiguration().toMap().forEach(config::setString);
        config.addAll(given);
        var job = new JobAssembly(config);
        job.build(env);
        env.execute(job.jobName());
    }
}
