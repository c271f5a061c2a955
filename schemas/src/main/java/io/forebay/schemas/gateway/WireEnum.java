package io.forebay.schemas.gateway;

import java.util.EnumMap;
import java.util.Map;

/**
 * Maps the constants of an Avro enum to those of its protobuf namesake and back. The protobuf
 * constants are called as the Avro ones with a prefix; what has no partner becomes unknown.
 */
final class WireEnum<A extends Enum<A>, P extends Enum<P>> {
    private final Map<A, P> toProto;
    private final Map<P, A> fromProto;
    private final A unknown;

    WireEnum(Class<A> avro, Class<P> proto, String prefix, A unknown) {
        this.toProto = new EnumMap<>(avro);
        this.fromProto = new EnumMap<>(proto);
        this.unknown = unknown;
        for (A constant : avro.getEnumConstants()) {
            P partner = Enum.valueOf(proto, prefix + constant.name());
            toProto.put(constant, partner);
            fromProto.put(partner, constant);
        }
    }

    P toProto(A constant) {
        return toProto.get(constant);
    }

    A fromProto(P constant) {
        return fromProto.getOrDefault(constant, unknown);
    }
}
