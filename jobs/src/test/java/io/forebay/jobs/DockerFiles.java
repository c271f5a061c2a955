package io.forebay.jobs;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files in {@code docker}, read; anchors and merge keys are resolved. */
public final class DockerFiles {
    private static final Path DOCKER = Path.of("..", "docker");

    private DockerFiles() {}

    public static Map<String, Object> compose() throws IOException {
        return read(DOCKER.resolve("compose.yml"));
    }

    /** A service of the compose file. */
    public static Map<String, Object> service(String name) throws IOException {
        return map(map(compose().get("services")).get(name));
    }

    /** What a service is called with. */
    public static List<String> command(String service) throws IOException {
        return strings(service(service).get("command"));
    }

    public static Map<String, Object> deployment() throws IOException {
        return read(DOCKER.resolve("kubernetes").resolve("forebay.yml"));
    }

    public static Map<String, Object> prometheus() throws IOException {
        return read(DOCKER.resolve("prometheus").resolve("prometheus.yml"));
    }

    public static Map<String, Object> grafana(String kind, String file) throws IOException {
        return read(DOCKER.resolve("grafana").resolve("provisioning").resolve(kind).resolve(file));
    }

    public static String image() throws IOException {
        return Files.readString(DOCKER.resolve("Dockerfile"));
    }

    /** Flink's configuration in the environment of a service. */
    public static Map<String, String> flinkProperties(String service) throws IOException {
        Object properties = map(service(service).get("environment")).get("FLINK_PROPERTIES");
        return texts(map(yaml().load(properties.toString())));
    }

    /** Flink's configuration in the deployment. */
    public static Map<String, String> flinkConfiguration() throws IOException {
        return texts(map(map(deployment().get("spec")).get("flinkConfiguration")));
    }

    private static Map<String, Object> read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return map(yaml().load(reader));
        }
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }

    public static Map<String, Object> map(Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, entry) -> copy.put(key.toString(), entry));
        return copy;
    }

    public static List<String> strings(Object value) {
        List<String> copy = new ArrayList<>();
        ((List<?>) value).forEach(entry -> copy.add(entry.toString()));
        return copy;
    }

    private static Map<String, String> texts(Map<String, Object> map) {
        Map<String, String> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key, value.toString()));
        return copy;
    }
}
