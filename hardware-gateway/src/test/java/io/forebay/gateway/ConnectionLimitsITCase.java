package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.security.Refusals.Reason;
import io.forebay.gateway.security.TransportLimits;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionLimitsITCase {
    private static final int TIMEOUT_MILLIS = 60_000;

    @TempDir Path directory;

    private SecuredGateway open(TransportLimits limits) throws Exception {
        return new SecuredGateway(
                directory,
                limits,
                1 << 20,
                1,
                ListTrace.random(Integer.MAX_VALUE, 3, 2_000_000, 1));
    }

    @Test
    void shouldCloseConnectionsBeyondTheLimitAndServeTheOthers() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (var secured = open(TransportLimits.defaults().withConnections(4, 1_000, 100))) {
            var channel = secured.channel("job");
            capabilities(channel);
            for (int i = 0; i < 3; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), secured.gateway.port()));
            }
            await(() -> secured.gateway.transport().connectionCount() == 4);
            try (var fifth = new Socket(InetAddress.getLoopbackAddress(), secured.gateway.port())) {
                assertThat(isClosed(fifth)).isTrue();
            }
            assertThat(secured.gateway.transport().refusals().count(Reason.CONNECTION)).isOne();
            capabilities(channel);
            sockets.get(0).close();
            await(() -> secured.gateway.transport().connectionCount() == 3);
            capabilities(secured.channel("reader"));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void shouldCloseConnectionsThatComeTooFast() throws Exception {
        try (var secured = open(TransportLimits.defaults().withConnections(100, 1, 100))) {
            boolean isRefused = false;
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
            while (!isRefused && System.nanoTime() - end < 0) {
                new Socket(InetAddress.getLoopbackAddress(), secured.gateway.port()).close();
                isRefused = secured.gateway.transport().refusals().count(Reason.CONNECTION) > 0;
            }
            assertThat(isRefused).isTrue();
        }
    }

    @Test
    void shouldCloseConnectionsThatNeverShakeHands() throws Exception {
        var limits =
                TransportLimits.defaults()
                        .withTimeouts(Duration.ofMillis(300), Duration.ofMinutes(1));
        try (var secured = open(limits);
                var silent = new Socket(InetAddress.getLoopbackAddress(), secured.gateway.port())) {
            assertThat(isClosed(silent)).isTrue();
        }
    }

    @Test
    void shouldCloseConnectionsWithoutCalls() throws Exception {
        var limits =
                TransportLimits.defaults()
                        .withTimeouts(Duration.ofSeconds(30), Duration.ofMillis(300));
        try (var secured = open(limits)) {
            capabilities(secured.channel("job"));
            await(() -> secured.gateway.transport().connectionCount() == 0);
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // Reset.
        }
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofMillis(TIMEOUT_MILLIS)).until(condition);
    }

    private static void capabilities(io.grpc.Channel channel) {
        var answer =
                GatewayGrpc.newBlockingStub(channel)
                        .withWaitForReady()
                        .withDeadlineAfter(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                        .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
        assertThat(answer.getDeviceId()).isEqualTo(ListTrace.DEVICE);
    }
}
