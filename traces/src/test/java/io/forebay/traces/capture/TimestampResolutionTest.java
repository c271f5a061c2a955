package io.forebay.traces.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TimestampResolutionTest {
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

    @Property(tries = 2_000)
    void shouldAgreeWithExactArithmetic(
            @ForAll long ticks,
            @ForAll @IntRange(min = 0, max = 127) int exponent,
            @ForAll boolean binary,
            @ForAll @LongRange(min = -2_000_000_000L, max = 2_000_000_000L) long offsetSeconds) {
        BigInteger unsigned = new BigInteger(Long.toUnsignedString(ticks));
        BigInteger unitsPerSecond = BigInteger.valueOf(binary ? 2 : 10).pow(exponent);
        BigInteger exact =
                unsigned.multiply(NANOS)
                        .divide(unitsPerSecond)
                        .add(BigInteger.valueOf(offsetSeconds).multiply(NANOS));

        long nanos = new TimestampResolution(exponent, binary, offsetSeconds).toNanos(ticks);

        if (exact.signum() >= 0 && exact.bitLength() <= 63) {
            // A sum may fit though the time before the offset does not.
            boolean isPartTooLarge =
                    unsigned.multiply(NANOS).divide(unitsPerSecond).bitLength() > 63;
            assertThat(nanos).isEqualTo(isPartTooLarge ? -1 : exact.longValueExact());
        } else {
            assertThat(nanos).isNegative();
        }
    }
}
