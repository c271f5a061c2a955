package io.forebay.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the processes of a local cluster run from: class paths that the build wrote, and the job's
 * jar.
 *
 * @param home root of the built sources
 */
public record ClusterArtifacts(Path home) {
    /** Names the root of the sources; set by {@code ./forebay}. */
    public static final String HOME_PROPERTY = "forebay.home";

    /**
     * What this process was started from.
     *
     * @throws IllegalStateException when that is unknown
     */
    public static ClusterArtifacts ofThisProcess() {
        String home = System.getProperty(HOME_PROPERTY);
        if (home == null) {
            throw new IllegalStateException(
                    "a cluster is started with ./forebay, which sets -D" + HOME_PROPERTY);
        }
        return new ClusterArtifacts(Path.of(home).toAbsolutePath().normalize());
    }

    /** Class path of Flink's processes. */
    String flinkClasspath() throws IOException {
        return classpath("flink");
    }

    /** Class path of the broker. */
    String kafkaClasspath() throws IOException {
        return classpath("kafka");
    }

    /** Class path of this command line. */
    String commandLineClasspath() {
        return home.resolve("jobs/target/lib") + File.separator + "*";
    }

    /** The job as it is submitted. */
    Path jobJar() throws IOException {
        return existing(home.resolve("jobs/target/forebay-job.jar"));
    }

    private String classpath(String name) throws IOException {
        Path file = existing(home.resolve("cluster").resolve(name).resolve("target/classpath"));
        String classpath = Files.readString(file).trim();
        for (String entry : classpath.split(File.pathSeparator, -1)) {
            existing(Path.of(entry));
        }
        return classpath;
    }

    private Path existing(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(
                    "not built, or its Maven artifacts were removed since; run ./mvnw -pl jobs -am"
                            + " package -DskipTests in "
                            + home
                            + ": missing="
                            + path);
        }
        return path;
    }
}
