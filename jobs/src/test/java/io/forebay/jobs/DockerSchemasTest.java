package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compose file and Kubernetes manifest keep to the schemas of those who read them. */
class DockerSchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COMPOSE_SCHEMA = "/compose/compose-spec.json";

    /** In the jar of the operator's API. */
    private static final String DEPLOYMENT_SCHEMA =
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    @Test
    void shouldBeAComposeFile() throws Exception {
        assertThat(errors(composeSchema(), JSON.valueToTree(DockerFiles.compose()))).isEmpty();
    }

    @Test
    void shouldSeeWhatIsNoComposeFile() throws Exception {
        ObjectNode compose = JSON.valueToTree(DockerFiles.compose());
        ((ObjectNode) compose.at("/services/kafka")).put("helthcheck", "none");
        ((ObjectNode) compose.at("/services/grafana")).put("ports", 3000);

        assertThat(errors(composeSchema(), compose)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void shouldBeAFlinkDeployment() throws Exception {
        Map<String, Object> deployment = DockerFiles.deployment();

        assertThat(deployment)
                .containsEntry("apiVersion", "flink.apache.org/v1beta1")
                .containsEntry("kind", "FlinkDeployment");
        assertThat(errors(deploymentSchema(), JSON.valueToTree(deployment))).isEmpty();
    }

    @Test
    void shouldSeeWhatIsNoFlinkDeployment() throws Exception {
        ObjectNode deployment = JSON.valueToTree(DockerFiles.deployment());
        ((ObjectNode) deployment.at("/spec/job")).put("upgradeMode", "save-point");
        ((ObjectNode) deployment.at("/spec/job")).put("paralelism", 2);
        ((ObjectNode) deployment.at("/spec/podTemplate/spec/containers/0")).put("volumes", "none");

        assertThat(errors(deploymentSchema(), deployment)).hasSize(3);
    }

    private static List<Error> errors(JsonNode schema, JsonNode document) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                .getSchema(schema)
                .validate(document);
    }

    private static JsonNode composeSchema() throws IOException {
        try (InputStream schema = DockerSchemasTest.class.getResourceAsStream(COMPOSE_SCHEMA)) {
            var root = (ObjectNode) JSON.readTree(schema);
            // Names a draft by an address that nobody serves it at.
            root.remove("$schema");
            removeIds(root);
            return root;
        }
    }

    /** Its definitions name themselves with a word of an older draft. */
    private static void removeIds(JsonNode node) {
        if (node.path("id").isTextual()) {
            ((ObjectNode) node).remove("id");
        }
        node.forEach(DockerSchemasTest::removeIds);
    }

    /*
     * Kubernetes drops fields that the schema does not know without a word; here they are errors.
     * The newest operator on Maven Central ends with Flink 1.20, so the version is added to its
     * list.
     */
    private static JsonNode deploymentSchema() throws IOException {
        try (InputStream definition =
                DockerSchemasTest.class.getResourceAsStream(DEPLOYMENT_SCHEMA)) {
            JsonNode root = new YAMLMapper().readTree(definition);
            var schema = (ObjectNode) root.at("/spec/versions/0/schema/openAPIV3Schema");
            for (String common : List.of("apiVersion", "kind", "metadata")) {
                ((ObjectNode) schema.get("properties")).putObject(common);
            }
            ((ArrayNode) schema.at("/properties/spec/properties/flinkVersion/enum")).add("v2_3");
            forbidUnknownFields(schema);
            return schema;
        }
    }

    private static void forbidUnknownFields(JsonNode node) {
        boolean isClosed = node.path("properties").isObject() && !node.has("additionalProperties");
        if (isClosed && node.path("type").asText().equals("object")) {
            ((ObjectNode) node).put("additionalProperties", false);
        }
        node.forEach(DockerSchemasTest::forbidUnknownFields);
    }
}
