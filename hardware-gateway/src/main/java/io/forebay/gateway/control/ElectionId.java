package io.forebay.gateway.control;

/**
 * The 128-bit number by which a controller asks for control: the highest ever seen wins. Both
 * halves are unsigned. Zero never controls.
 *
 * @param high precedence
 * @param low epoch of a job's attempt
 */
public record ElectionId(long high, long low) implements Comparable<ElectionId> {
    public static final ElectionId ZERO = new ElectionId(0, 0);

    static ElectionId of(io.forebay.schemas.gateway.v1.ElectionId message) {
        return new ElectionId(message.getHigh(), message.getLow());
    }

    io.forebay.schemas.gateway.v1.ElectionId toProto() {
        return io.forebay.schemas.gateway.v1.ElectionId.newBuilder()
                .setHigh(high)
                .setLow(low)
                .build();
    }

    @Override
    public int compareTo(ElectionId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(high) + ":" + Long.toUnsignedString(low);
    }
}
