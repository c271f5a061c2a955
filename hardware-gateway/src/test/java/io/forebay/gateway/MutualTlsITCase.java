package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.gateway.TestAuthority.Identity;
import io.forebay.gateway.security.Refusals.Reason;
import io.forebay.gateway.security.TransportLimits;
import io.forebay.gateway.security.TransportSecurity.MutualTls;
import io.forebay.schemas.gateway.v1.CaptureRequest;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MutualTlsITCase {
    private static final long SECONDS = 60;

    @TempDir Path directory;
    private SecuredGateway secured;

    @BeforeEach
    void start() throws Exception {
        secured = new SecuredGateway(directory);
    }

    @AfterEach
    void stop() throws Exception {
        secured.close();
    }

    @ParameterizedTest
    @CsvSource({
        // client, capabilities, capture, control, reflection, health
        "job, OK, OK, OK, PERMISSION_DENIED, OK",
        "reader, OK, OK, PERMISSION_DENIED, PERMISSION_DENIED, OK",
        "driver, OK, PERMISSION_DENIED, OK, PERMISSION_DENIED, OK",
        "op, OK, PERMISSION_DENIED, PERMISSION_DENIED, OK, OK",
        "stranger, PERMISSION_DENIED, PERMISSION_DENIED, PERMISSION_DENIED, PERMISSION_DENIED, OK"
    })
    void shouldAllowEachRoleItsMethodsOnly(
            String client,
            Code capabilities,
            Code capture,
            Code control,
            Code reflection,
            Code health)
            throws Exception {
        ManagedChannel channel = secured.channel(client);
        assertThat(capabilities(channel)).as("capabilities").isEqualTo(capabilities);
        assertThat(capture(channel)).as("capture").isEqualTo(capture);
        assertThat(control(channel)).as("control").isEqualTo(control);
        assertThat(reflection(channel)).as("reflection").isEqualTo(reflection);
        assertThat(health(channel)).as("health").isEqualTo(health);
    }

    @Test
    void shouldSayWhichRoleIsMissing() throws Exception {
        ManagedChannel channel = secured.channel("reader");
        assertThatThrownBy(() -> await(controlCall(channel)))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("client=URI:spiffe://test/forebay/reader")
                .hasMessageContaining("method=forebay.gateway.v1.Gateway/Control")
                .hasMessageContaining("roles=[CONTROLLER]");
        assertThat(secured.gateway.transport().refusals().count(Reason.ROLE)).isEqualTo(1);
    }

    @Test
    void shouldRefuseClientWithoutCertificate() throws Exception {
        refused(null);
    }

    @Test
    void shouldRefuseExpiredCertificate() throws Exception {
        refused(secured.authority.client("job", Instant.now().minus(Duration.ofDays(2))));
    }

    @Test
    void shouldRefuseCertificateThatIsNotYetValid() throws Exception {
        refused(secured.authority.client("job", Instant.now().plus(Duration.ofDays(2))));
    }

    @Test
    void shouldRefuseCertificateOfAnotherAuthorityOfTheSameName() throws Exception {
        var impostor = new TestAuthority(directory.resolve("impostor"), "authority");
        refused(impostor.client("job"));
    }

    @Test
    void shouldRefuseServersCertificateAsAClients() throws Exception {
        refused(secured.authority.server());
    }

    @Test
    void shouldNotAnswerWithoutTls() throws Exception {
        try (var plain = new EchoController(secured.gateway, 1)) {
            assertThat(capabilities(plain.channel())).isEqualTo(Code.UNAVAILABLE);
        }
        assertThat(capabilities(secured.channel("job"))).isEqualTo(Code.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.1", "TLSv1"})
    void shouldRefuseOldTls(String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustingManager()}, null);
        try (var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(), secured.gateway.port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
            assertThatThrownBy(
                            () -> {
                                socket.startHandshake();
                                InputStream in = socket.getInputStream();
                                if (in.read() < 0) {
                                    throw new java.io.EOFException("closed");
                                }
                            })
                    .isInstanceOf(java.io.IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void shouldFollowFilesThatAreReplaced() throws Exception {
        ManagedChannel op = secured.channel("op");
        ManagedChannel reader = secured.channel("reader");
        assertThat(capabilities(op)).isEqualTo(Code.OK);
        assertThat(capabilities(reader)).isEqualTo(Code.OK);

        replace(secured.files.roles(), "CN:op capture\n");
        eventually(() -> capture(op) == Code.OK);
        assertThat(capabilities(reader)).isEqualTo(Code.PERMISSION_DENIED);

        // A table that cannot be read changes nothing.
        replace(secured.files.roles(), "CN:op king\n");
        assertThat(capture(op)).isEqualTo(Code.OK);

        Identity before = secured.authority.client("job");
        ManagedChannel held = secured.channel(before);
        assertThat(health(held)).isEqualTo(Code.OK);
        var successor = new TestAuthority(directory.resolve("successor"), "successor");
        replace(secured.files.clientAuthorities(), Files.readString(successor.file()));
        replace(secured.files.roles(), "URI:spiffe://test/forebay/job capture\n");
        Identity after = successor.client("job");
        eventually(() -> capabilities(secured.channel(after)) == Code.OK);
        assertThat(capabilities(secured.channel(before))).isEqualTo(Code.UNAVAILABLE);
        // This one has a TLS session to resume, in which no certificate is shown.
        held.enterIdle();
        assertThat(health(held)).isIn(Code.UNAVAILABLE, Code.UNAUTHENTICATED);
    }

    @Test
    void shouldNameTheFileThatIsMissingOrWrong() throws Exception {
        MutualTls files = secured.files;
        Path missing = directory.resolve("missing");
        assertThatThrownBy(
                        () ->
                                start(
                                        new MutualTls(
                                                missing,
                                                files.privateKey(),
                                                files.clientAuthorities(),
                                                files.roles())))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing");
        for (int i = 0; i < 3; i++) {
            Path junk = Files.writeString(directory.resolve("junk" + i), "junk");
            var wrong =
                    new MutualTls(
                            i == 0 ? junk : files.certificateChain(),
                            i == 1 ? junk : files.privateKey(),
                            i == 2 ? junk : files.clientAuthorities(),
                            files.roles());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> start(wrong))
                    .withMessageContaining("junk" + i);
        }
    }

    private static void start(MutualTls files) throws Exception {
        var settings = SecuredGateway.settings(files, TransportLimits.defaults(), 1 << 20, 1);
        GatewayServer.start(settings, deadLetters -> ListTrace.of()).close();
    }

    /** A client is refused in its handshake: no call gets as far as to be judged. */
    private void refused(Identity identity) throws Exception {
        ManagedChannel channel = secured.channel(identity);
        assertThat(capabilities(channel)).isEqualTo(Code.UNAVAILABLE);
        assertThat(health(channel)).isEqualTo(Code.UNAVAILABLE);
        assertThat(secured.gateway.transport().refusals().count(Reason.ROLE)).isZero();
        assertThat(capabilities(secured.channel("job"))).isEqualTo(Code.OK);
    }

    private static Code capabilities(Channel channel) {
        return code(
                () ->
                        GatewayGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                                .getCapabilities(GetCapabilitiesRequest.getDefaultInstance()));
    }

    private static Code health(Channel channel) {
        return code(
                () ->
                        HealthGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                                .check(HealthCheckRequest.getDefaultInstance()));
    }

    private static Code capture(Channel channel) {
        return code(
                () ->
                        GatewayGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                                .capture(CaptureRequest.getDefaultInstance())
                                .next());
    }

    private static Code control(Channel channel) {
        return code(() -> await(controlCall(channel)));
    }

    private static CompletableFuture<CommandBatchResult> controlCall(Channel channel) {
        var answer = new FirstAnswer<CommandBatchResult>();
        StreamObserver<CommandBatch> batches = GatewayGrpc.newStub(channel).control(answer);
        batches.onNext(CommandBatch.newBuilder().setBatchId(1).setEpoch(1).build());
        return answer.first;
    }

    private static Code reflection(Channel channel) {
        var answer = new FirstAnswer<ServerReflectionResponse>();
        ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(answer)
                .onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        return code(() -> await(answer.first));
    }

    private interface Call {
        void run() throws Exception;
    }

    private static Code code(Call call) {
        try {
            call.run();
            return Code.OK;
        } catch (Exception e) {
            return Status.fromThrowable(e).getCode();
        }
    }

    private static void await(CompletableFuture<?> answer) throws Exception {
        try {
            answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(SECONDS)).until(condition);
    }

    /** Rename, as tools do that renew certificates, to a file of another age. */
    private void replace(Path file, String content) throws Exception {
        Path next = Files.writeString(directory.resolve("next"), content);
        Files.setLastModifiedTime(next, FileTime.fromMillis(replacements++));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private long replacements = 1;

    private static final class FirstAnswer<T> implements StreamObserver<T> {
        private final CompletableFuture<T> first = new CompletableFuture<>();

        @Override
        public void onNext(T value) {
            first.complete(value);
        }

        @Override
        public void onError(Throwable cause) {
            first.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            first.completeExceptionally(new IllegalStateException("no answer"));
        }
    }

    private static final class TrustingManager implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
