package io.forebay.jobs.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command of a Java process. */
final class Jvm {
    /** What Flink needs of a JDK 17, as its own start scripts open it. */
    private static final List<String> OPENED =
            List.of(
                    "java.base/java.lang",
                    "java.base/java.net",
                    "java.base/java.io",
                    "java.base/java.nio",
                    "java.base/sun.nio.ch",
                    "java.base/java.lang.reflect",
                    "java.base/java.text",
                    "java.base/java.time",
                    "java.base/java.util",
                    "java.base/java.util.concurrent",
                    "java.base/java.util.concurrent.atomic",
                    "java.base/java.util.concurrent.locks");

    private Jvm() {}

    /**
     * The command that runs {@code mainClass} in a Java of its own.
     *
     * @param options such as the size of the heap
     */
    static List<String> command(
            ClusterFiles files,
            String classpath,
            List<String> options,
            String mainClass,
            List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        OPENED.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
        command.add("-Djava.io.tmpdir=" + files.temporary());
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-cp");
        command.add(classpath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
