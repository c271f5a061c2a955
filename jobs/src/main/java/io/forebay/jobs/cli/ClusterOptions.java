package io.forebay.jobs.cli;

import io.forebay.jobs.cluster.ClusterArtifacts;
import io.forebay.jobs.cluster.ClusterFiles;
import io.forebay.jobs.cluster.LocalCluster;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which cluster a command is about. */
final class ClusterOptions {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".forebay/cluster",
            description = "Where the cluster keeps its files (default: ${DEFAULT-VALUE}).")
    private Path directory;

    /** The cluster, up or not. */
    LocalCluster cluster() {
        return new LocalCluster(ClusterFiles.in(directory), ClusterArtifacts.ofThisProcess());
    }
}
