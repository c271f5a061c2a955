package io.forebay.traces.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** The numbers are compared with those of the JDK's arbitrary-precision classes. */
class LineFieldsTest {
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    @Property
    void shouldReadWholeNumbersAndRefuseLargerOnes(
            @ForAll @BigRange(min = "0", max = "99999999999999999999") BigInteger number) {
        LineFields fields = fields(number.toString());
        long read = fields.number("number");
        if (number.compareTo(MOST) > 0) {
            assertThat(fields.failure()).isEqualTo("a number is too large: number");
        } else {
            assertThat(fields.failure()).isNull();
            assertThat(read).isEqualTo(number.longValueExact());
        }
    }

    @Property
    void shouldReadDecimalsExactly(
            @ForAll @BigRange(min = "0", max = "99999999999") @Scale(12) BigDecimal number,
            @ForAll @IntRange(min = 0, max = 9) int unitDigits) {
        assertSame(number, number.toPlainString(), unitDigits);
    }

    @Property
    void shouldReadDecimalsWithExponentExactly(
            @ForAll @IntRange(min = 0) int mantissa,
            @ForAll @IntRange(min = -30, max = 12) int exponent) {
        BigDecimal number = new BigDecimal(BigInteger.valueOf(mantissa), -exponent);
        assertSame(number, mantissa + "e" + exponent, 6);
    }

    private static void assertSame(BigDecimal number, String text, int unitDigits) {
        LineFields fields = fields(text);
        long read = fields.decimalNanos("time", unitDigits);
        BigInteger expected =
                number.movePointRight(unitDigits).setScale(0, RoundingMode.DOWN).toBigInteger();
        if (expected.compareTo(MOST) > 0) {
            assertThat(fields.failure())
                    .isEqualTo("a time is beyond what nanoseconds can hold: time");
        } else {
            assertThat(fields.failure()).as(text).isNull();
            assertThat(read).as(text).isEqualTo(expected.longValueExact());
        }
    }

    @Property
    void shouldNeverThrowWhateverTheFieldIs(@ForAll byte[] bytes) {
        LineFields fields = LineFields.separatedByBlanks();
        fields.reset(bytes, 0, bytes.length);
        while (fields.hasMore() && !fields.hasFailed()) {
            fields.decimalNanos("decimal", 9);
            fields.hexadecimal("hexadecimal");
            fields.number("number");
        }
        assertThat(fields.hasFailed()).isEqualTo(fields.failure() != null);
    }

    private static LineFields fields(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        LineFields fields = LineFields.separatedByCommas();
        fields.reset(bytes, 0, bytes.length);
        return fields;
    }
}
