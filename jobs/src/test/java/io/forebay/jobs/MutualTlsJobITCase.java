package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.GatewayChannels;
import io.forebay.connectors.gateway.GatewayTlsOptions;
import io.forebay.connectors.gateway.sink.GatewaySink;
import io.forebay.connectors.gateway.sink.GatewaySinkOptions;
import io.forebay.connectors.gateway.source.GatewaySource;
import io.forebay.connectors.gateway.source.GatewaySourceOptions;
import io.forebay.gateway.GatewayReport;
import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.security.TransportSecurity.MutualTls;
import io.forebay.jobs.TestAuthority.Identity;
import io.forebay.jobs.run.EmbeddedCluster;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job and command line at a gateway that asks for certificates. */
class MutualTlsJobITCase {
    private static final int ELEMENTS = 500;
    private static final long PATIENCE_SECONDS = 180;

    @TempDir Path directory;
    private TestAuthority authority;
    private GatewaySettings settings;
    private GatewayServer gateway;

    @BeforeEach
    void start() throws Exception {
        authority = new TestAuthority(directory.resolve("authority"), "authority");
        Identity server = authority.server();
        Path roles =
                Files.writeString(
                        directory.resolve("roles"),
                        "URI:spiffe://test/forebay/job capture,controller\n");
        settings =
                GatewaySettings.builder("device")
                        .elementLimit(ELEMENTS)
                        .withBaseline(false)
                        .security(
                                new MutualTls(
                                        server.certificate(),
                                        server.key(),
                                        authority.file(),
                                        roles))
                        .build();
        gateway = GatewayServer.start(settings, SyntheticWorkloads.open("mixed", "device", 1));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Configuration configuration(Identity identity) {
        return new Configuration()
                .set(GatewayTlsOptions.CA, authority.file().toString())
                .set(GatewayTlsOptions.CERTIFICATE, identity.certificate().toString())
                .set(GatewayTlsOptions.KEY, identity.key().toString());
    }

    @Test
    void shouldRunTheLoop() throws Exception {
        Configuration config =
                configuration(authority.client("job"))
                        .set(GatewaySourceOptions.ADDRESSES, List.of(gateway.target()))
                        .set(GatewaySinkOptions.ADDRESSES, List.of(gateway.target()))
                        .set(OperatorOptions.WINDOW, settings.window())
                        .set(
                                OperatorOptions.BUFFER_BUDGET,
                                new MemorySize(settings.engine().bufferBudgetBytes()));
        try (EmbeddedCluster cluster = EmbeddedCluster.start(1, "0", directory)) {
            StreamExecutionEnvironment environment = cluster.newEnvironment();
            new ShapingJob(
                            GatewaySource.builder().configure(config).build(),
                            GatewaySink.builder().configure(config).setBaseEpoch(1).build(),
                            gateway.target(),
                            OperatorSettings.from(config))
                    .build(environment);
            environment
                    .executeAsync("mutual TLS")
                    .getJobExecutionResult()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            gateway.awaitWorkloadEnd();
        }
        GatewayReport report = gateway.report();
        assertThat(report.failure()).isNull();
        assertThat(report.elements().completed()).isEqualTo(ELEMENTS);
        assertThat(report.commands().byStatus().keySet()).containsOnly("ACCEPTED");
    }

    @Test
    void shouldTakeARenewedCertificateForTheNextConnection() throws Exception {
        Identity expired = authority.client("job", Instant.now().minus(Duration.ofDays(2)));
        ManagedChannel channel =
                GatewayChannels.from(configuration(expired))
                        .open(GatewayAddress.parse(gateway.target()));
        try {
            assertThatThrownBy(() -> capabilities(channel))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE));
            Identity renewed = authority.client("job");
            replace(renewed.key(), expired.key());
            replace(renewed.certificate(), expired.certificate());
            channel.resetConnectBackoff();
            GatewayGrpc.newBlockingStub(channel)
                    .withWaitForReady()
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    private static void replace(Path from, Path to) throws Exception {
        Files.setLastModifiedTime(from, FileTime.fromMillis(1));
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void capabilities(ManagedChannel channel) {
        GatewayGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
    }

    @Test
    void shouldAskForTheStatusAsWhoTheCertificateSays() throws Exception {
        assertThat(status(authority.client("job"))).startsWith("0 device       device");
        assertThat(status(authority.client("stranger")))
                .startsWith("1 forebay: the gateway at " + gateway.target() + " refuses:")
                .contains("client=URI:spiffe://test/forebay/stranger");
        assertThat(status(authority.client("job", Instant.now().minus(Duration.ofDays(2)))))
                .startsWith("1 forebay: no gateway answers at " + gateway.target());
        assertThat(execute("gateway", "status", gateway.target()))
                .startsWith("1 forebay: no gateway answers at " + gateway.target());
    }

    @Test
    void shouldNotTrustAGatewayOfAnotherAuthority() throws Exception {
        var other = new TestAuthority(directory.resolve("other"), "authority");
        Identity job = authority.client("job");
        assertThat(
                        execute(
                                "gateway",
                                "status",
                                gateway.target(),
                                "--tls-ca",
                                other.file().toString(),
                                "--tls-cert",
                                job.certificate().toString(),
                                "--tls-key",
                                job.key().toString()))
                .startsWith("1 forebay: no gateway answers at " + gateway.target());
    }

    @Test
    void shouldNotTrustAGatewayOfAnotherName() throws Exception {
        assertThat(status(authority.client("job"), "--tls-server-name", "elsewhere.test"))
                .startsWith("1 forebay: no gateway answers at " + gateway.target());
        assertThat(status(authority.client("job"), "--tls-server-name", "localhost"))
                .startsWith("0 ");
    }

    private String status(Identity identity, String... more) {
        String[] arguments = {
            "gateway",
            "status",
            gateway.target(),
            "--tls-ca",
            authority.file().toString(),
            "--tls-cert",
            identity.certificate().toString(),
            "--tls-key",
            identity.key().toString()
        };
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return execute(all);
    }

    private static String execute(String... arguments) {
        StringWriter text = new StringWriter();
        int code =
                Forebay.commandLine()
                        .setOut(new PrintWriter(text))
                        .setErr(new PrintWriter(text))
                        .execute(arguments);
        return code + " " + text;
    }
}
