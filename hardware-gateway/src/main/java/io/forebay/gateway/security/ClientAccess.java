package io.forebay.gateway.security;

import io.forebay.gateway.security.Refusals.Reason;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Knows the client of each connection, and lets it call what its roles allow. Transport threads.
 */
final class ClientAccess extends ServerTransportFilter implements ServerInterceptor {
    private final TlsMaterial material;
    private final Connections connections;
    private final Refusals refusals;
    private final Clock clock;

    /**
     * @param material null where connections are not secured
     */
    ClientAccess(TlsMaterial material, Connections connections, Refusals refusals, Clock clock) {
        this.material = material;
        this.connections = connections;
        this.refusals = refusals;
        this.clock = clock;
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        Client client =
                material == null
                        ? Client.ANYBODY
                        : clientOf(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        return client == null ? attributes : attributes.toBuilder().set(Client.KEY, client).build();
    }

    /** Null when there is none to be trusted. */
    private Client clientOf(SSLSession session) {
        if (session == null) {
            return null;
        }
        try {
            Certificate[] certificates = session.getPeerCertificates();
            var chain = Arrays.copyOf(certificates, certificates.length, X509Certificate[].class);
            material.refresh();
            material.verify(chain);
            return Client.of(chain[0]);
        } catch (SSLPeerUnverifiedException | CertificateException | RuntimeException e) {
            refusals.count(Reason.UNAUTHENTICATED, "certificate is not trusted: " + e.getMessage());
            return null;
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Client client = call.getAttributes().get(Client.KEY);
        String method = call.getMethodDescriptor().getFullMethodName();
        if (client == null || client.expiresAtMillis() < clock.millis()) {
            return refuse(
                    call,
                    Reason.UNAUTHENTICATED,
                    Status.UNAUTHENTICATED.withDescription(
                            client == null
                                    ? "no certificate that is trusted"
                                    : "certificate has expired: client=" + client.name()));
        }
        if (!MethodRoles.allows(method, rolesOf(client))) {
            return refuse(
                    call,
                    Reason.ROLE,
                    Status.PERMISSION_DENIED.withDescription(
                            "client has no role that may call the method: client="
                                    + client.name()
                                    + ", method="
                                    + method
                                    + ", roles="
                                    + MethodRoles.of(method).orElse(Set.of())));
        }
        return next.startCall(call, headers);
    }

    private Set<Role> rolesOf(Client client) {
        if (material == null) {
            return EnumSet.allOf(Role.class);
        }
        material.refresh();
        return material.rolesOf(client);
    }

    private <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, Reason reason, Status status) {
        connections.refuse(call, reason, status);
        return new ServerCall.Listener<>() {};
    }
}
