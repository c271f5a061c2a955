package io.forebay.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientAccessTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final Refusals refusals = new Refusals();
    private final ClientAccess access =
            new ClientAccess(
                    null,
                    new Connections(TransportLimits.defaults(), refusals, () -> {}),
                    refusals,
                    Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void shouldRefuseCallsOnceTheCertificateHasExpired() {
        assertThat(call(new Client(Set.of("CN:a"), NOW.toEpochMilli()))).isNull();
        Status status = call(new Client(Set.of("CN:a"), NOW.toEpochMilli() - 1));
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(status.getDescription()).contains("certificate has expired: client=CN:a");
        assertThat(refusals.count(Refusals.Reason.UNAUTHENTICATED)).isEqualTo(1);
    }

    @Test
    void shouldRefuseCallsOfConnectionsThatNobodyIsKnownOn() {
        assertThat(call(null).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    /** How the call was ended; null when it went on to the service. */
    private Status call(Client client) {
        var call = new Call(client);
        boolean[] isStarted = {false};
        access.interceptCall(
                call,
                new Metadata(),
                (started, headers) -> {
                    isStarted[0] = true;
                    return new ServerCall.Listener<>() {};
                });
        assertThat(isStarted[0]).isEqualTo(call.status == null);
        return call.status;
    }

    private static final class Call extends ServerCall<Object, Object> {
        private final Attributes attributes;
        private Status status;

        Call(Client client) {
            attributes =
                    client == null
                            ? Attributes.EMPTY
                            : Attributes.newBuilder().set(Client.KEY, client).build();
        }

        @Override
        public void close(Status end, Metadata trailers) {
            status = end;
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        @SuppressWarnings("unchecked")
        public MethodDescriptor<Object, Object> getMethodDescriptor() {
            return (MethodDescriptor<Object, Object>)
                    (MethodDescriptor<?, ?>) GatewayGrpc.getCaptureMethod();
        }

        @Override
        public void request(int count) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(Object message) {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    }
}
