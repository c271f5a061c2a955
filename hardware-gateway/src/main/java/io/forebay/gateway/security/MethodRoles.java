package io.forebay.gateway.security;

import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The roles that may call each method. A method that is not in the table may be called by nobody.
 */
public final class MethodRoles {
    /** Enough is a certificate of the right authority. */
    private static final Set<Role> AUTHENTICATED = EnumSet.noneOf(Role.class);

    /** The service of resets, logging and rings. */
    private static final String OPERATOR = "forebay.gateway.v1.Operator/";

    private static final Map<String, Set<Role>> ROLES_BY_METHOD =
            Map.ofEntries(
                    Map.entry(
                            GatewayGrpc.getGetCapabilitiesMethod().getFullMethodName(),
                            EnumSet.allOf(Role.class)),
                    Map.entry(
                            GatewayGrpc.getCaptureMethod().getFullMethodName(),
                            EnumSet.of(Role.CAPTURE)),
                    Map.entry(
                            GatewayGrpc.getControlMethod().getFullMethodName(),
                            EnumSet.of(Role.CONTROLLER)),
                    Map.entry(OPERATOR + "ResetFunctions", EnumSet.of(Role.OPERATOR)),
                    Map.entry(OPERATOR + "SetLogging", EnumSet.of(Role.OPERATOR)),
                    Map.entry(OPERATOR + "GetRings", EnumSet.of(Role.OPERATOR)),
                    Map.entry(
                            ServerReflectionGrpc.getServerReflectionInfoMethod()
                                    .getFullMethodName(),
                            EnumSet.of(Role.OPERATOR)),
                    Map.entry(HealthGrpc.getCheckMethod().getFullMethodName(), AUTHENTICATED),
                    Map.entry(HealthGrpc.getWatchMethod().getFullMethodName(), AUTHENTICATED));

    private MethodRoles() {}

    /**
     * The roles of which a client must have one; none is needed where the set is empty, and nobody
     * may call where there is no set.
     *
     * @param method full name, as {@code package.Service/Method}
     */
    public static Optional<Set<Role>> of(String method) {
        return Optional.ofNullable(ROLES_BY_METHOD.get(method)).map(EnumSet::copyOf);
    }

    /** Whether a client with these roles may call the method. */
    static boolean allows(String method, Set<Role> roles) {
        Set<Role> enough = ROLES_BY_METHOD.get(method);
        return enough != null && (enough.isEmpty() || roles.stream().anyMatch(enough::contains));
    }
}
